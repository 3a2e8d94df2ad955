package io.x0.modules.haproxy;

import io.x0.haproxy.stats.StatsReport;
import io.x0.proxy.LocalAnswer;
import io.x0.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** Shows the statistics of all proxies. Thread-safe. */
public final class StatsPages {
  private final Supplier<StatsReport> report;
  private final Clock clock;

  /**
   * @param report makes the statistics
   */
  StatsPages(Supplier<StatsReport> report, Clock clock) {
    this.report = report;
    this.clock = clock;
  }

  /**
   * Returns a page.
   *
   * @param words what stands behind the address of the page; with {@code ;csv} in it, it is CSV
   */
  public LocalAnswer page(String words) {
    if (words.contains(";csv")) {
      return csv();
    }
    return Replies.answer(200, "text/html; charset=utf-8", report.get().html(version(), uptime()));
  }

  /** Returns the statistics as CSV. */
  public LocalAnswer csv() {
    return Replies.answer(200, "text/plain; charset=utf-8", report.get().csv());
  }

  /** Returns the statistics for Prometheus. */
  LocalAnswer metrics() {
    return Replies.answer(200, "text/plain; version=0.0.4", report.get().metrics());
  }

  private static String version() {
    return Optional.ofNullable(StatsPages.class.getPackage().getImplementationVersion())
        .orElse("unpackaged");
  }

  private long uptime() {
    Instant now = clock.now();
    Instant start = ProcessHandle.current().info().startInstant().orElse(now);
    return Math.max(0, Duration.between(start, now).toSeconds());
  }
}
