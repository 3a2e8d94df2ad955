package io.x0.time;

import java.time.Instant;

/** Tells the time. Thread-safe. */
public interface Clock {
  /** Returns a monotonic time in nanoseconds; only differences mean something. */
  long nanos();

  /** Returns the wall-clock time, which may jump. */
  Instant now();

  /** Returns the clock of this machine. */
  static Clock system() {
    return new Clock() {
      @Override
      public long nanos() {
        return System.nanoTime();
      }

      @Override
      public Instant now() {
        return Instant.now();
      }
    };
  }
}
