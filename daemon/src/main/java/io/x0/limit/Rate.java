package io.x0.limit;

import io.x0.common.InvalidValueException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often something may happen: so many times at once, and then one more each interval.
 * Immutable.
 *
 * @param intervalNanos time after which one more is due
 * @param burst how many may come at once, from 1
 */
public record Rate(long intervalNanos, long burst) {
  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,9}) ?/ ?(s|sec|second|m|min|minute|h|hour|d|day)");
  private static final String EXPECTED = "such as 10/s, 100/min, 1000/h or 5000/day";
  private static final long SECOND = 1_000_000_000L;
  private static final long YEAR = 365 * 86_400 * SECOND;
  private static final long MAX_BURST = 1_000_000;
  private static final long MAX_PER_SECOND = 1_000_000;

  public Rate {
    if (intervalNanos < 1 || burst < 1 || burst > Math.min(MAX_BURST, YEAR / intervalNanos)) {
      throw new InvalidValueException(
          "burst",
          Long.toString(burst),
          "a whole number from 1 to " + MAX_BURST + ", at most what a year brings");
    }
  }

  /**
   * Returns the rate that a text spells.
   *
   * @param text such as {@code 100/min}
   * @param burst how many may come at once; 0 for as many as one second brings, at least one
   * @throws InvalidValueException if it spells none
   */
  public static Rate parse(String text, long burst) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new InvalidValueException("rate", text, EXPECTED);
    }
    long unit =
        switch (matcher.group(2).charAt(0)) {
          case 's' -> SECOND;
          case 'm' -> 60 * SECOND;
          case 'h' -> 3600 * SECOND;
          default -> 86_400 * SECOND;
        };
    return of(text, Long.parseLong(matcher.group(1)), unit, burst);
  }

  /**
   * Returns a rate.
   *
   * @param perSecond from 1 to a million
   * @param burst how many may come at once; 0 for as many as one second brings
   * @throws InvalidValueException if a number is out of range
   */
  public static Rate perSecond(long perSecond, long burst) {
    return of(Long.toString(perSecond), perSecond, SECOND, burst);
  }

  private static Rate of(String text, long count, long unitNanos, long burst) {
    long interval = count == 0 ? 0 : unitNanos / count;
    if (count < 1 || interval < SECOND / MAX_PER_SECOND) {
      throw new InvalidValueException("rate", text, EXPECTED + ", at most a million a second");
    }
    return new Rate(interval, burst == 0 ? Math.max(1, SECOND / interval) : burst);
  }

  /** Returns the time that a whole burst brings forward. */
  long burstNanos() {
    return intervalNanos * burst;
  }

  /** Returns whole seconds, rounded up, at least one. */
  static long seconds(long nanos) {
    return Math.max(
        1,
        BigDecimal.valueOf(nanos)
            .divide(BigDecimal.valueOf(SECOND), RoundingMode.CEILING)
            .longValue());
  }
}
