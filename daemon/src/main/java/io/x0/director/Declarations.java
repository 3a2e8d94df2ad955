package io.x0.director;

import io.x0.director.RefusedException.Cause;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The directors that the configuration declares, and what becomes of them when it declares others.
 * Confined to the writer's thread.
 */
final class Declarations {
  private final Directors directors;
  private Map<String, DirectorConfig> declared = Map.of();

  /**
   * What a new configuration changes.
   *
   * @param next all that it declares
   * @param changed directors that are new, or not as they were
   * @param unchanged names of those that stay as they are
   * @param removed names of those that it does not declare any more
   */
  record Plan(
      Map<String, DirectorConfig> next,
      List<DirectorConfig> changed,
      List<String> unchanged,
      List<String> removed) {}

  Declarations(Directors directors) {
    this.directors = directors;
  }

  /**
   * Returns what {@code wanted} changes; nothing has changed yet.
   *
   * @throws RefusedException if a name belongs to a director that operators made, or comes twice
   */
  Plan plan(List<DirectorConfig> wanted) {
    Map<String, DirectorConfig> next = new LinkedHashMap<>();
    List<DirectorConfig> changed = new ArrayList<>();
    List<String> unchanged = new ArrayList<>();
    for (DirectorConfig director : wanted) {
      String name = director.name();
      if (next.put(name, director) != null) {
        throw new RefusedException(Cause.CONFLICT, "director " + name + " is declared twice");
      }
      DirectorConfig before = declared.get(name);
      Optional<Director> live = directors.find(name);
      if (before == null && live.isPresent()) {
        throw new RefusedException(
            Cause.CONFLICT,
            "director "
                + name
                + " exists already, made at run time: delete it, or rename this one");
      }
      if (before != null && live.isPresent()) {
        if (before.equals(director)) {
          unchanged.add(name);
        } else {
          changed.add(merge(before, live.get().config(), director));
        }
      } else {
        changed.add(director);
      }
    }
    List<String> removed = declared.keySet().stream().filter(n -> !next.containsKey(n)).toList();
    return new Plan(next, changed, unchanged, removed);
  }

  /** Makes a plan the one that the next is compared with. */
  void accept(Plan plan) {
    declared = plan.next;
  }

  /**
   * Returns {@code next} as it comes into force: backends that did not change keep their revision,
   * and so what is known about them, and those that an operator switched stay as they are, unless
   * the configuration has changed its mind about that.
   */
  private static DirectorConfig merge(
      DirectorConfig before, DirectorConfig live, DirectorConfig next) {
    long revision = live.revision() + 1;
    List<BackendConfig> backends = new ArrayList<>();
    for (BackendConfig wanted : next.backends()) {
      Optional<BackendConfig> was = before.backend(wanted.name());
      Optional<BackendConfig> is = live.backend(wanted.name());
      BackendConfig merged = wanted;
      if (was.isPresent() && is.isPresent()) {
        if (was.get().adminState() == wanted.adminState()) {
          merged = merged.withAdminState(is.get().adminState());
        }
        BackendConfig same = merged.withRevision(is.get().revision());
        merged = same.equals(is.get()) ? same : merged.withRevision(revision);
      } else {
        merged = merged.withRevision(revision);
      }
      backends.add(merged);
    }
    boolean switched =
        live.settings().enabled() != before.settings().enabled()
            && before.settings().enabled() == next.settings().enabled();
    DirectorSettings settings =
        switched ? next.settings().withEnabled(live.settings().enabled()) : next.settings();
    return new DirectorConfig(
        next.name(), next.origin(), settings, backends, next.buckets(), revision);
  }
}
