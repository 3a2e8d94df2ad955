package io.x0.director;

import org.jspecify.annotations.Nullable;

/**
 * Chooses among the backends of one role that are eligible: usable, with a free slot. Confined to
 * the director's lock. A backend that stops being eligible is removed and added again later.
 */
interface BackendScheduler {
  /** Adds a backend that became eligible. */
  void add(Backend backend);

  /** Removes a backend that is not eligible any more. */
  void remove(Backend backend);

  /** Notes that load, effective capacity or weight of an eligible backend changed. */
  void changed(Backend backend);

  /** Returns whether none is eligible. */
  boolean isEmpty();

  /**
   * Returns the backend that takes the request, one it has not tried yet if there is one; null when
   * none is eligible. It stays among the eligible ones.
   */
  @Nullable Backend pick(Admission admission);
}
