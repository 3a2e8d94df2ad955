package io.x0.admin;

import io.x0.limit.Rate;
import io.x0.limit.RateLimiter;
import io.x0.time.Clock;
import java.util.Set;
import org.eclipse.jetty.http.HttpStatus;

/**
 * Limits how often somebody may change something: far above what scripts do, and far below what
 * keeps the writer from serving others. Thread-safe.
 */
final class ChangeRate {
  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");
  private static final int PER_SECOND = 100;
  private static final int AT_ONCE = 1000;

  private final RateLimiter limiter;

  ChangeRate(Clock clock) {
    limiter = new RateLimiter(Rate.perSecond(PER_SECOND, AT_ONCE), clock);
  }

  /** Returns whether a method changes nothing. */
  static boolean isRead(String method) {
    return READS.contains(method);
  }

  /**
   * Counts a request.
   *
   * @param who who sent it
   * @return 0 if it may go on, else the seconds after which it may
   */
  long take(String method, String who) {
    return isRead(method) ? 0 : limiter.take(who);
  }

  /** Returns what somebody is told who comes too often. */
  static ApiException refusal(String who, long seconds) {
    return new ApiException(
        HttpStatus.TOO_MANY_REQUESTS_429,
        "too many changes of "
            + who
            + " (most: "
            + PER_SECOND
            + " a second, "
            + AT_ONCE
            + " at once); try again in "
            + seconds
            + " s, or send several as one batch",
        null);
  }
}
