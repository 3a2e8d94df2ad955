package io.x0.stats;

import io.x0.time.Clock;
import java.util.List;

/** Counts what goes through a backend, a bucket or a director. Thread-safe. */
public final class TrafficStats {
  /**
   * @param clock tells which second it is
   */
  public TrafficStats(Clock clock) {}

  /**
   * Counts one attempt that ended.
   *
   * @param status its HTTP status, or 0 when there was no answer
   * @param failed whether it failed
   * @param bytesIn bytes of the request's body
   * @param bytesOut bytes of the answer's body
   * @param latencyNanos how long it took, in nanoseconds
   */
  public void ended(int status, boolean failed, long bytesIn, long bytesOut, long latencyNanos) {}

  /** Counts one request that left the queue for a backend, or found one at once. */
  public void waited(long nanos) {}

  /** Returns the figures as they are now. */
  public TrafficSnapshot snapshot() {
    TrafficSnapshot.Percentiles none = new TrafficSnapshot.Percentiles(0, 0, 0, 0, 0);
    return new TrafficSnapshot(0, 0, 0, 0, List.of(0L, 0L, 0L, 0L, 0L), List.of(), none, none);
  }
}
