package io.x0.proxy;

import java.util.concurrent.atomic.LongAdder;

/** Counts what became of lines of access logs. Thread-safe. */
public final class LogCounts {
  private final LongAdder written = new LongAdder();
  private final LongAdder dropped = new LongAdder();

  void written(int lines) {
    written.add(lines);
  }

  void dropped(int lines) {
    dropped.add(lines);
  }

  /** Returns how many lines were written. */
  public long written() {
    return written.sum();
  }

  /** Returns how many lines were lost: files could not be written, or not fast enough. */
  public long dropped() {
    return dropped.sum();
  }
}
