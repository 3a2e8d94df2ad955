package io.x0.director;

import io.x0.director.RefusedException.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What makes a director that exists be like a whole one that an operator wrote. What is the same in
 * both stays as it is; backends that are not wanted any more finish what they have. Immutable.
 */
final class Replacement {
  private final DirectorConfig wanted;
  private final Predicate<String> isBusy;

  /**
   * @param isBusy whether a backend has requests now
   */
  Replacement(DirectorConfig wanted, Predicate<String> isBusy) {
    this.wanted = wanted;
    this.isBusy = isBusy;
  }

  /**
   * Returns the director afterwards.
   *
   * @throws RefusedException if that is not possible
   */
  DirectorConfig apply(DirectorConfig present) {
    Edit.mutable(present);
    if (present.origin() != wanted.origin()) {
      throw new RefusedException(
          Cause.CONFLICT,
          "director "
              + present.name()
              + (present.origin() == Origin.ONDEMAND
                  ? " is on demand, and here it has no hostname and no port"
                  : " is not on demand, and here it has a hostname or a port")
              + ": delete it first, or choose another name");
    }
    long revision = present.revision() + 1;
    List<BackendConfig> backends = new ArrayList<>();
    for (BackendConfig backend : wanted.backends()) {
      Optional<BackendConfig> now = present.backend(backend.name());
      boolean isSame =
          now.isPresent() && backend.withRevision(now.get().revision()).equals(now.get());
      backends.add(isSame ? now.get() : backend.withRevision(revision));
    }
    for (BackendConfig backend : present.backends()) {
      if (wanted.backend(backend.name()).isEmpty()) {
        remove(backend, present, revision).ifPresent(backends::add);
      }
    }
    return new DirectorConfig(
        present.name(),
        present.origin(),
        wanted.settings(),
        backends,
        wanted.buckets(),
        revision,
        wanted.demand());
  }

  /** Returns what stays for now of a backend that is not wanted any more. */
  private Optional<BackendConfig> remove(
      BackendConfig backend, DirectorConfig present, long revision) {
    if (backend.role() == Role.TERMINATE) {
      return Optional.of(backend);
    }
    if (backend.terminateProtection()) {
      throw Edit.protectedBackend(present.name(), backend.name());
    }
    return isBusy.test(backend.name())
        ? Optional.of(backend.withRole(Role.TERMINATE).withRevision(revision))
        : Optional.empty();
  }
}
