package io.x0.proxy;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the connections of clients, on all listeners together. When there are as many as may be,
 * the listeners are told to take no more, and when there is room again, to go on: who comes in
 * between waits in the kernel's queue. Thread-safe.
 */
final class ConnectionLimit {
  private final AtomicInteger count = new AtomicInteger();
  private final Runnable onTurn;
  private volatile int max;

  /**
   * @param max most connections; 0 means no limit
   * @param onTurn runs when there is no room any more, and when there is some again
   */
  ConnectionLimit(int max, Runnable onTurn) {
    this.max = max;
    this.onTurn = onTurn;
  }

  /** Sets another limit; connections that are open stay open. */
  void max(int value) {
    max = value;
    onTurn.run();
  }

  /** Returns the limit; 0 means none. */
  int max() {
    return max;
  }

  /** Returns the connections there are. */
  int count() {
    return count.get();
  }

  /** Returns whether there are as many as may be. */
  boolean isFull() {
    int limit = max;
    return limit > 0 && count.get() >= limit;
  }

  /** Counts one more. */
  void enter() {
    int limit = max;
    if (count.incrementAndGet() == limit && limit > 0) {
      onTurn.run();
    }
  }

  /** Counts one less. */
  void leave() {
    int limit = max;
    if (count.decrementAndGet() == limit - 1 && limit > 0) {
      onTurn.run();
    }
  }
}
