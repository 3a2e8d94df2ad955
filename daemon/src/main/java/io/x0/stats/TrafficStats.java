package io.x0.stats;

import io.x0.stats.TrafficSnapshot.Percentiles;
import io.x0.stats.TrafficSnapshot.Second;
import io.x0.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts what goes through a backend, a bucket or a director. Thread-safe; nobody waits for anybody
 * else, and no request allocates but the first of a second, of a minute, or of an order of
 * magnitude of time.
 */
public final class TrafficStats {
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final int SERVER_ERROR = 500;

  private final Clock clock;
  private final Totals totals = new Totals();
  private final RateHistory<Second> history;
  private final TimeWindows latency;
  private final TimeWindows waiting;
  private final @Nullable DurationBuckets latencyBuckets;
  private final @Nullable DurationBuckets waitingBuckets;

  /**
   * @param clock tells which second it is
   */
  public TrafficStats(Clock clock) {
    this(clock, null, null);
  }

  /**
   * @param clock tells which second it is
   * @param latencies counts how long attempts take, for ever, or null
   * @param waits counts how long requests wait, for ever, or null
   */
  public TrafficStats(
      Clock clock, @Nullable DurationBuckets latencies, @Nullable DurationBuckets waits) {
    this.clock = clock;
    latencyBuckets = latencies;
    waitingBuckets = waits;
    long second = second();
    history = new RateHistory<>(totals::soFar, Second::minus, Second.NONE, second);
    latency = new TimeWindows(second);
    waiting = new TimeWindows(second);
  }

  /**
   * Counts one attempt that ended.
   *
   * @param status its HTTP status, or 0 when there was no answer
   * @param failed whether it failed; with a status of 500 or more it counts as an error anyway
   * @param bytesIn bytes of the request's body
   * @param bytesOut bytes of the answer's body
   * @param latencyNanos how long it took, in nanoseconds; more than an hour counts as an hour
   */
  public void ended(int status, boolean failed, long bytesIn, long bytesOut, long latencyNanos) {
    long second = second();
    history.moveTo(second);
    totals.add(status, failed || status >= SERVER_ERROR, bytesIn, bytesOut);
    latency.record(second, latencyNanos);
    if (latencyBuckets != null) {
      latencyBuckets.record(latencyNanos);
    }
  }

  /**
   * Counts one request that left the queue for a backend, or found one at once.
   *
   * @param nanos how long it waited, in nanoseconds; more than an hour counts as an hour
   */
  public void waited(long nanos) {
    waiting.record(second(), nanos);
    if (waitingBuckets != null) {
      waitingBuckets.record(nanos);
    }
  }

  /**
   * Returns the figures as they are now. While others count, a request may be in some of the
   * figures and not yet in others.
   */
  public TrafficSnapshot snapshot() {
    long second = second();
    List<Second> seconds = history.complete(second);
    Percentiles latencies = latency.percentiles(second);
    Percentiles waits = waiting.percentiles(second);
    // In the reverse order of counting, so that no part exceeds its whole.
    long bytesOut = totals.bytesOut();
    long bytesIn = totals.bytesIn();
    long errors = totals.errors();
    List<Long> statuses = totals.statuses();
    return new TrafficSnapshot(
        totals.requests(), errors, bytesIn, bytesOut, statuses, seconds, latencies, waits);
  }

  /** Returns what ended in the last complete second; much cheaper than a whole snapshot. */
  public Second lastSecond() {
    List<Second> seconds = history.complete(second());
    return seconds.get(seconds.size() - 1);
  }

  /** Returns the number of the present second, the same for all that share the clock. */
  private long second() {
    return Math.floorDiv(clock.nanos(), NANOS_PER_SECOND);
  }
}
