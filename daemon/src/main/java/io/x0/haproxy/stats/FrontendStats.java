package io.x0.haproxy.stats;

import io.x0.stats.TrafficSnapshot;
import io.x0.stats.TrafficStats;
import io.x0.time.Clock;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts the requests of a frontend. Thread-safe. */
public final class FrontendStats {
  private final TrafficStats traffic;
  private final AtomicLong current = new AtomicLong();
  private final AtomicLong max = new AtomicLong();
  private final LongAdder total = new LongAdder();
  private final LongAdder denied = new LongAdder();
  private final LongAdder intercepted = new LongAdder();

  /** Makes counters that are all 0. */
  public FrontendStats(Clock clock) {
    traffic = new TrafficStats(clock);
  }

  /** Counts a request that begins. */
  public void begin() {
    total.increment();
    long now = current.incrementAndGet();
    if (now > max.get()) {
      max.accumulateAndGet(now, Math::max);
    }
  }

  /**
   * Counts a request that ends.
   *
   * @param status of its answer, or 0 if there was none
   * @param failed whether it ended before its time
   * @param bytesIn bytes of its body
   * @param bytesOut bytes of the body of its answer
   */
  public void end(int status, boolean failed, long bytesIn, long bytesOut) {
    current.decrementAndGet();
    traffic.ended(status, failed, bytesIn, bytesOut, 0);
  }

  /** Counts a request that the rules refuse. */
  public void deny() {
    denied.increment();
  }

  /** Counts a request for the statistics, or whether the service runs. */
  public void intercept() {
    intercepted.increment();
  }

  void write(Row row) {
    TrafficSnapshot snapshot = traffic.snapshot();
    row.set("scur", current.get());
    row.set("smax", max.get());
    row.set("stot", total.sum());
    row.set("dreq", denied.sum());
    row.set("intercepted", intercepted.sum());
    Figures.write(snapshot, row);
    row.set("req_tot", total.sum());
    row.set("conn_tot", total.sum());
    row.set("req_rate", Figures.rate(snapshot));
    row.set("req_rate_max", Figures.maxRate(snapshot));
    row.set("conn_rate", Figures.rate(snapshot));
    row.set("conn_rate_max", Figures.maxRate(snapshot));
  }
}
