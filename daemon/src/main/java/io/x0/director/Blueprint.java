package io.x0.director;

import io.x0.common.InvalidValueException;
import io.x0.common.name.Names;
import io.x0.director.RefusedException.Cause;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A whole director as an operator writes it: every value is text. Immutable.
 *
 * @param settings those of the director by name
 * @param backends in the order they get
 * @param buckets each behind the one it is in, which its setting {@code parent} names
 */
public record Blueprint(Map<String, String> settings, List<Part> backends, List<Part> buckets) {

  /**
   * A backend or a bucket.
   *
   * @param field what errors call it, such as {@code backends[2]}
   * @param name its name
   * @param settings its settings by name
   */
  public record Part(String field, String name, Map<String, String> settings) {
    public Part {
      settings = Map.copyOf(settings);
    }

    /** Returns what is made of this part; what is wrong with it is said of its field. */
    private <T> T made(Supplier<T> making) {
      try {
        return making.get();
      } catch (InvalidValueException e) {
        throw invalid(e.field(), String.valueOf(e.getMessage()));
      } catch (RefusedException e) {
        String inner = e.field() == null ? "name" : e.field();
        String message = String.valueOf(e.getMessage());
        throw invalid(inner, message.startsWith(inner + ":") ? message : inner + ": " + message);
      }
    }

    private RefusedException invalid(String inner, String message) {
      return new RefusedException(Cause.INVALID, field + "." + message, field + "." + inner);
    }
  }

  public Blueprint {
    settings = Map.copyOf(settings);
    backends = List.copyOf(backends);
    buckets = List.copyOf(buckets);
  }

  /**
   * Returns the director that this means: one on demand if it has a hostname or a port.
   *
   * @throws RefusedException if it means none; its field is that of the first mistake
   * @throws InvalidValueException if a setting of the director itself is not acceptable
   */
  public DirectorConfig build(String name) {
    Map<String, String> own = new LinkedHashMap<>(settings);
    DirectorConfig empty = Edit.created(Names.check("name", name), own);
    List<BackendConfig> made = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Part part : backends) {
      made.add(part.made(() -> backend(part, names)).withRevision(empty.revision()));
    }
    DirectorConfig built =
        new DirectorConfig(
            name,
            empty.origin(),
            DirectorSettings.TABLE.apply(empty.settings(), own),
            made,
            empty.buckets(),
            empty.revision(),
            empty.demand());
    for (Part part : buckets) {
      DirectorConfig before = built;
      built = part.made(() -> BucketEdits.added(before, part.name, part.settings));
    }
    return new DirectorConfig(
        name,
        built.origin(),
        built.settings(),
        made,
        built.buckets(),
        empty.revision(),
        empty.demand());
  }

  private static BackendConfig backend(Part part, Set<String> names) {
    Names.check("name", part.name);
    if (!names.add(part.name)) {
      throw new RefusedException(Cause.INVALID, "backend " + part.name + " is there twice", "name");
    }
    return Edit.fresh(part.name, new LinkedHashMap<>(part.settings));
  }

  /** Returns the change that creates it: all of it, or nothing. */
  public Edit create(String name) {
    return Edit.absent(action("create", name), name, () -> build(name));
  }

  /**
   * Returns the change that makes a director be like this: all of it, or nothing.
   *
   * @param isBusy whether a backend of it has requests when the change is made
   */
  public Edit replace(String name, Predicate<String> isBusy) {
    return Edit.existing(
        action("apply", name), name, before -> new Replacement(build(name), isBusy).apply(before));
  }

  private String action(String verb, String name) {
    return "director "
        + verb
        + " "
        + Names.check("name", name)
        + " with "
        + backends.size()
        + " backends and "
        + buckets.size()
        + " buckets";
  }
}
