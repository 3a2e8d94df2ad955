package io.x0.stats;

import java.util.List;

/**
 * What went through something, at one moment. Immutable.
 *
 * @param requests attempts that ended, whatever their end
 * @param errors those of them that failed, or were answered with 500 or more
 * @param bytesIn bytes of request bodies
 * @param bytesOut bytes of answer bodies
 * @param statuses answers by class: those of 1xx first, those of 5xx last
 * @param history the last 60 complete seconds, the oldest first; zeros before there was anything
 * @param latency how long the backend took, of the last one to two minutes
 * @param waiting how long requests waited in the queue, of the last one to two minutes
 */
public record TrafficSnapshot(
    long requests,
    long errors,
    long bytesIn,
    long bytesOut,
    List<Long> statuses,
    List<Second> history,
    Percentiles latency,
    Percentiles waiting) {

  /** What ended within one second. Immutable. */
  public record Second(long requests, long errors, long bytesIn, long bytesOut) {
    static final Second NONE = new Second(0, 0, 0, 0);

    Second minus(Second earlier) {
      return new Second(
          requests - earlier.requests,
          errors - earlier.errors,
          bytesIn - earlier.bytesIn,
          bytesOut - earlier.bytesOut);
    }
  }

  /**
   * A distribution of times. Immutable. All percentiles are right within 1 % or 1 µs; count and max
   * are exact, but for times above one hour, which count as an hour.
   *
   * @param count how many
   * @param p50 half took at most so long, in microseconds
   * @param p90 nine tenths took at most so long, in microseconds
   * @param p99 ninety-nine hundredths took at most so long, in microseconds
   * @param max none took longer, in microseconds
   */
  public record Percentiles(long count, long p50, long p90, long p99, long max) {}
}
