package io.x0.director;

import io.x0.common.setting.SettingTable;
import io.x0.director.DirectorStore.Change;
import io.x0.director.RefusedException.Cause;
import io.x0.shaper.BucketTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What takes one change of one director back. Only what the change touched is looked at and
 * touched: a setting, a backend, the buckets; that must be as the change left it. Immutable.
 */
final class Reversal {
  private final long number;
  private final Change change;
  private final Predicate<String> isBusy;

  /**
   * @param number what the change is called in messages
   * @param isBusy whether a backend of the director has requests now
   */
  Reversal(long number, Change change, Predicate<String> isBusy) {
    this.number = number;
    this.change = change;
    this.isBusy = isBusy;
  }

  /** Returns whether a change left all as it was, but for revisions. */
  static boolean isNothing(Change change) {
    DirectorConfig before = change.before();
    DirectorConfig after = change.after();
    return change.isAction()
        || (before != null && after != null && bare(before).equals(bare(after)));
  }

  /**
   * Returns the director as it was before the change, null when there was none.
   *
   * @throws RefusedException if what the change touched is not as it left it
   */
  @Nullable DirectorConfig apply(@Nullable DirectorConfig present) {
    DirectorConfig before = change.before();
    DirectorConfig after = change.after();
    if (after == null) {
      return restored(Objects.requireNonNull(before), present);
    }
    if (present == null) {
      throw refused("director " + change.director() + " is gone");
    }
    if (present.origin() != after.origin()) {
      throw refused("director " + present.name() + " is another one now");
    }
    return before == null ? takenBack(after, present) : altered(before, after, present);
  }

  private DirectorConfig restored(DirectorConfig before, @Nullable DirectorConfig present) {
    if (present != null) {
      throw refused("there is a director " + present.name() + " again");
    }
    // A backend that was being removed is not brought back.
    List<BackendConfig> backends =
        before.backends().stream().filter(b -> b.role() != Role.TERMINATE).toList();
    return new DirectorConfig(
        before.name(),
        before.origin(),
        before.settings(),
        backends,
        before.buckets(),
        before.revision() + 1,
        before.demand());
  }

  private @Nullable DirectorConfig takenBack(DirectorConfig after, DirectorConfig present) {
    if (!bare(after).equals(bare(present))) {
      throw refused("director " + present.name() + " was changed since");
    }
    for (BackendConfig backend : present.backends()) {
      if (backend.terminateProtection()) {
        throw Edit.protectedBackend(present.name(), backend.name());
      }
    }
    return null;
  }

  private DirectorConfig altered(
      DirectorConfig before, DirectorConfig after, DirectorConfig present) {
    String title = "director " + present.name();
    DirectorSettings settings =
        reverted(
            DirectorSettings.TABLE, before.settings(), after.settings(), present.settings(), title);
    Demand demand = present.demand();
    if (!Objects.equals(before.demand(), after.demand())) {
      if (!Objects.equals(present.demand(), after.demand())) {
        throw refused("hostname or port of " + title + " was changed since");
      }
      demand = before.demand();
    }
    BucketTree buckets = present.buckets();
    if (!before.buckets().equals(after.buckets())) {
      if (!present.buckets().equals(after.buckets())) {
        throw refused("the buckets of " + title + " were changed since");
      }
      buckets = before.buckets();
    }
    long revision = present.revision() + 1;
    return new DirectorConfig(
        present.name(),
        present.origin(),
        settings,
        backends(before, after, present, revision),
        buckets,
        revision,
        demand);
  }

  private List<BackendConfig> backends(
      DirectorConfig before, DirectorConfig after, DirectorConfig present, long revision) {
    List<BackendConfig> backends = new ArrayList<>(present.backends());
    for (BackendConfig old : before.backends()) {
      Optional<BackendConfig> left = after.backend(old.name());
      Optional<BackendConfig> now = present.backend(old.name());
      if (left.isPresent() && bare(old).equals(bare(left.get()))) {
        continue;
      }
      if (left.isPresent() && now.isPresent()) {
        BackendConfig reverted =
            reverted(BackendConfig.TABLE, old, left.get(), now.get(), title(old));
        backends.replaceAll(b -> b.name().equals(old.name()) ? reverted.withRevision(revision) : b);
      } else {
        checkRemoved(old, left, now);
        insert(backends, old.withRevision(revision), before);
      }
    }
    for (BackendConfig left : after.backends()) {
      if (before.backend(left.name()).isEmpty()) {
        takeBack(left, present, backends, revision);
      }
    }
    return backends;
  }

  /** Refuses to bring a backend back that the change did not take away. */
  private void checkRemoved(
      BackendConfig old, Optional<BackendConfig> left, Optional<BackendConfig> now) {
    if (now.isPresent()) {
      throw refused("there is a " + title(old) + " again");
    }
    if (old.role() == Role.TERMINATE) {
      throw refused("it only ended a removal: undo that");
    }
    // One that was left to finish its requests may have gone by itself.
    if (left.isPresent() && left.get().role() != Role.TERMINATE) {
      throw refused(title(old) + " is gone");
    }
  }

  /** Puts a backend behind those that were before it. */
  private static void insert(
      List<BackendConfig> backends, BackendConfig backend, DirectorConfig before) {
    int place = 0;
    for (BackendConfig one : before.backends()) {
      if (one.name().equals(backend.name())) {
        break;
      }
      for (int i = 0; i < backends.size(); i++) {
        if (backends.get(i).name().equals(one.name())) {
          place = i + 1;
        }
      }
    }
    backends.add(place, backend);
  }

  /** Takes a backend away that the change added; a busy one finishes its requests before. */
  private void takeBack(
      BackendConfig left, DirectorConfig present, List<BackendConfig> backends, long revision) {
    Optional<BackendConfig> now = present.backend(left.name());
    if (now.isEmpty()) {
      throw refused(title(left) + " is gone");
    }
    if (!bare(now.get()).equals(bare(left))) {
      throw refused(title(left) + " was changed since");
    }
    if (left.terminateProtection()) {
      throw Edit.protectedBackend(present.name(), left.name());
    }
    if (isBusy.test(left.name())) {
      BackendConfig leaving = now.get().withRole(Role.TERMINATE).withRevision(revision);
      backends.replaceAll(b -> b.name().equals(left.name()) ? leaving : b);
    } else {
      backends.removeIf(b -> b.name().equals(left.name()));
    }
  }

  /** Returns {@code present} with the settings of {@code before} that the change touched. */
  private <T> T reverted(SettingTable<T> table, T before, T after, T present, String title) {
    Map<String, String> left = table.texts(after);
    Map<String, String> now = table.texts(present);
    Map<String, String> back = new LinkedHashMap<>();
    table
        .texts(before)
        .forEach(
            (name, old) -> {
              String expected = left.get(name);
              if (old.equals(expected)) {
                return;
              }
              if (!Objects.equals(now.get(name), expected)) {
                throw refused(
                    name + " of " + title + " is " + now.get(name) + " now, not " + expected);
              }
              back.put(name, old);
            });
    return back.isEmpty() ? present : table.apply(present, back);
  }

  private String title(BackendConfig backend) {
    return "backend " + change.director() + "/" + backend.name();
  }

  private RefusedException refused(String why) {
    return new RefusedException(Cause.CONFLICT, "change " + number + " cannot be undone: " + why);
  }

  private static BackendConfig bare(BackendConfig backend) {
    return backend.withRevision(0);
  }

  private static DirectorConfig bare(DirectorConfig director) {
    return new DirectorConfig(
        director.name(),
        director.origin(),
        director.settings(),
        director.backends().stream().map(Reversal::bare).toList(),
        director.buckets(),
        0,
        director.demand());
  }
}
