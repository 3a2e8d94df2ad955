package io.x0.e2e;

import java.util.concurrent.locks.ReentrantLock;

/** How many are in a place, and how many there were on average. Thread-safe. */
final class Gauge {
  private final ReentrantLock lock = new ReentrantLock();
  private final long madeNanos = System.nanoTime();
  private long changedNanos = madeNanos;
  private double area;
  private int current;
  private int max;
  private int entered;
  private int recent;

  void enter() {
    lock.lock();
    try {
      move(1);
      entered++;
      max = Math.max(max, current);
      recent = Math.max(recent, current);
    } finally {
      lock.unlock();
    }
  }

  void leave() {
    lock.lock();
    try {
      move(-1);
    } finally {
      lock.unlock();
    }
  }

  private void move(int step) {
    long now = System.nanoTime();
    area += (double) current * (now - changedNanos);
    changedNanos = now;
    current += step;
  }

  int current() {
    lock.lock();
    try {
      return current;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the most there ever were. */
  int max() {
    lock.lock();
    try {
      return max;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the most there were since this was last asked. */
  int recentMax() {
    lock.lock();
    try {
      int most = recent;
      recent = current;
      return most;
    } finally {
      lock.unlock();
    }
  }

  /** A moment, to tell what was since. */
  record Mark(long nanos, double area, int entered) {}

  Mark mark() {
    lock.lock();
    try {
      move(0);
      return new Mark(changedNanos, area, entered);
    } finally {
      lock.unlock();
    }
  }

  /** Returns how many there were on average since then. */
  double mean(Mark since) {
    Mark now = mark();
    return (now.area - since.area) / (now.nanos - since.nanos);
  }

  /** Returns how many milliseconds each stayed on average since then. */
  double stay(Mark since) {
    Mark now = mark();
    return (now.area - since.area) / 1e6 / Math.max(1, now.entered - since.entered);
  }
}
