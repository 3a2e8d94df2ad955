package io.x0.haproxy.model;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as HAProxy writes them: a number and {@code us ms s m h d}. Stateless. */
final class TimeText {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,12})(us|ms|s|m|h|d)?");
  private static final Duration LONGEST = Duration.ofDays(3650);

  private TimeText() {}

  /**
   * Returns the duration that a text means, to the millisecond and at most ten years; empty if it
   * means none. Without a unit it is in milliseconds.
   */
  static Optional<Duration> parse(String text) {
    Matcher match = TEXT.matcher(text);
    if (!match.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(match.group(1));
    String unit = match.group(2) == null ? "ms" : match.group(2);
    long days = LONGEST.toDays();
    Duration duration =
        switch (unit) {
          case "us" -> Duration.ofMillis((number + 999) / 1000);
          case "ms" -> Duration.ofMillis(number);
          case "s" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMinutes(Math.min(number, days * 24 * 60));
          case "h" -> Duration.ofHours(Math.min(number, days * 24));
          default -> Duration.ofDays(Math.min(number, days));
        };
    return Optional.of(duration.compareTo(LONGEST) > 0 ? LONGEST : duration);
  }
}
