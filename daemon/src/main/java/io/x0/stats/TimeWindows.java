package io.x0.stats;

import io.x0.stats.TrafficSnapshot.Percentiles;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * Distribution of the times of this minute and the one before. Thread-safe, without locks.
 *
 * <p>Each minute has a new histogram, so that nobody has to empty one while others count. A time
 * recorded as the minute turns may be in either; it would be lost only if its thread stood still
 * for a minute between two steps.
 */
final class TimeWindows {
  private static final long SECONDS_PER_MINUTE = 60;
  private static final long NANOS_PER_MICRO = 1_000;

  private record Pair(long minute, Histogram present, Histogram before) {}

  private static final AtomicReferenceFieldUpdater<TimeWindows, Pair> LATEST =
      AtomicReferenceFieldUpdater.newUpdater(TimeWindows.class, Pair.class, "latest");

  private volatile Pair latest;

  TimeWindows(long second) {
    latest = new Pair(minute(second), new Histogram(), new Histogram());
  }

  /** Counts a time that ended in {@code second}; a negative one as 0. */
  void record(long second, long nanos) {
    at(second).present.record(Math.max(0, nanos) / NANOS_PER_MICRO);
  }

  /** Returns the distribution, seen from {@code second} or later. */
  Percentiles percentiles(long second) {
    Pair pair = at(second);
    return Histogram.percentiles(pair.present, pair.before);
  }

  private Pair at(long second) {
    long minute = minute(second);
    Pair pair = latest;
    return minute > pair.minute ? turn(minute) : pair;
  }

  private Pair turn(long minute) {
    Pair pair = latest;
    while (minute > pair.minute) {
      Histogram before = minute == pair.minute + 1 ? pair.present : new Histogram();
      Pair next = new Pair(minute, new Histogram(), before);
      pair = LATEST.compareAndSet(this, pair, next) ? next : latest;
    }
    return pair;
  }

  private static long minute(long second) {
    return Math.floorDiv(second, SECONDS_PER_MINUTE);
  }
}
