package io.x0.proxy;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts the connections of clients, on all listeners together. Thread-safe. */
final class ConnectionLimit {
  private final AtomicInteger count = new AtomicInteger();
  private volatile int max;

  /**
   * @param max most connections; 0 means no limit
   */
  ConnectionLimit(int max) {
    this.max = max;
  }

  /** Sets another limit; connections that are open stay open. */
  void max(int value) {
    max = value;
  }

  /** Counts one more and returns true, unless there are too many. */
  boolean enter() {
    int now = count.incrementAndGet();
    int limit = max;
    if (limit == 0 || now <= limit) {
      return true;
    }
    count.decrementAndGet();
    return false;
  }

  /** Counts one less. */
  void leave() {
    count.decrementAndGet();
  }
}
