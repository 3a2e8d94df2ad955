package io.x0.proxy.upstream.http1;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a backend says about how long it keeps an idle connection open. */
final class KeepAlive {
  private static final Pattern TIMEOUT = Pattern.compile("(?i)(?:^|[\\s,;])timeout\\s*=\\s*(\\d{1,6})");

  /** A connection is given up so long before its backend closes it. */
  private static final Duration MARGIN = Duration.ofSeconds(1);

  private KeepAlive() {}

  /**
   * Returns for how long a connection may be idle, in nanoseconds.
   *
   * @param field the {@code Keep-Alive} field of an answer, or null
   * @param most how long it may be at most
   */
  static long idleNanos(@Nullable String field, Duration most) {
    if (field == null) {
      return most.toNanos();
    }
    Matcher timeout = TIMEOUT.matcher(field);
    if (!timeout.find()) {
      return most.toNanos();
    }
    Duration said = Duration.ofSeconds(Long.parseLong(timeout.group(1))).minus(MARGIN);
    return Math.max(0, Math.min(said.toNanos(), most.toNanos()));
  }
}
