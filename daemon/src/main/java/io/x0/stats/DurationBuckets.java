package io.x0.stats;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many times were at most so long, since the beginning: a histogram for monitoring systems,
 * which add up those of many machines. Thread-safe; nobody waits for anybody else, and nothing is
 * allocated.
 */
public final class DurationBuckets {
  /** The upper bounds in nanoseconds: 1 ms to 10 s; longer times are beyond the last. */
  private static final long[] BOUNDS = {
    1_000_000L,
    2_500_000L,
    5_000_000L,
    10_000_000L,
    25_000_000L,
    50_000_000L,
    100_000_000L,
    250_000_000L,
    500_000_000L,
    1_000_000_000L,
    2_500_000_000L,
    5_000_000_000L,
    10_000_000_000L
  };

  private static final double NANOS_PER_SECOND = 1e9;

  private final LongAdder[] counts = new LongAdder[BOUNDS.length + 1];
  private final LongAdder sum = new LongAdder();

  /** Makes one that has counted nothing. */
  public DurationBuckets() {
    Arrays.setAll(counts, i -> new LongAdder());
  }

  /**
   * The counts at one moment. Immutable.
   *
   * @param counts times in each bucket, those of the buckets below excluded; the last has no bound
   * @param seconds all times together
   */
  public record Snapshot(List<Long> counts, double seconds) {}

  /** Returns the upper bounds in seconds, without the last, which has none. */
  public static double[] boundsSeconds() {
    return Arrays.stream(BOUNDS).mapToDouble(bound -> bound / NANOS_PER_SECOND).toArray();
  }

  /** Counts one time in nanoseconds. */
  void record(long nanos) {
    int i = 0;
    while (i < BOUNDS.length && nanos > BOUNDS[i]) {
      i++;
    }
    counts[i].increment();
    sum.add(nanos);
  }

  /** Returns the counts as they are now. */
  public Snapshot snapshot() {
    return new Snapshot(
        Arrays.stream(counts).map(LongAdder::sum).toList(), sum.sum() / NANOS_PER_SECOND);
  }
}
