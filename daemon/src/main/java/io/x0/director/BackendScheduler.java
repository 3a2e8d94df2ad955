package io.x0.director;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses among the backends of one role that are eligible: usable, with a free slot. Confined to
 * the director's lock. A backend that stops being eligible is removed and added again later.
 */
interface BackendScheduler {
  /**
   * Names all backends of the role, eligible or not, in the order of their definition. None of them
   * is added at that moment, and no other is added until the next call.
   */
  default void define(List<Backend> members) {}

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
