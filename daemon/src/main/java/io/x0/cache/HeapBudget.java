package io.x0.cache;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;

/**
 * The part of the heap that heads and indexes of all caches together may take; bodies lie outside
 * of it. Thread-safe.
 */
public final class HeapBudget {
  private final long mostBytes;
  private final AtomicLong used = new AtomicLong();
  private volatile LongPredicate reserve = bytes -> false;

  /**
   * @param mostBytes of all caches together, about
   */
  public HeapBudget(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /**
   * Sets whom it asks to let go of something when it is used up; that returns false when there is
   * nothing to let go of.
   */
  public void appealTo(LongPredicate source) {
    reserve = source;
  }

  /** Returns about how many bytes are used. */
  public long usedBytes() {
    return used.get();
  }

  void add(long bytes) {
    used.addAndGet(bytes);
  }

  /** Lets go of what is over; called without a lock. */
  void keep() {
    long over = used.get() - mostBytes;
    while (over > 0 && reserve.test(over)) {
      over = used.get() - mostBytes;
    }
  }
}
