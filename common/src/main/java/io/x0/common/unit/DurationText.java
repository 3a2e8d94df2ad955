package io.x0.common.unit;

import io.x0.common.InvalidValueException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as operators write them: a whole number and a unit, such as {@code 250ms}, {@code 30s},
 * {@code 5m} or {@code 1h30m}. A bare number is refused, because nobody agrees on its unit.
 * Stateless.
 */
public final class DurationText {
  private static final String EXPECTED = "a duration with a unit, such as 250ms, 30s or 5m";
  private static final Pattern PART = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");
  private static final Duration MAX = Duration.ofDays(3650);

  private DurationText() {}

  /**
   * Returns the duration that {@code text} means, from zero up to ten years.
   *
   * @param field the name of the field, for the error
   * @throws InvalidValueException if the text is not a duration with a unit
   */
  public static Duration parse(String field, String text) {
    Matcher part = PART.matcher(text);
    Duration sum = Duration.ZERO;
    int end = 0;
    while (part.find() && part.start() == end) {
      sum = sum.plus(unit(part.group(2)).multipliedBy(Long.parseLong(part.group(1))));
      if (sum.compareTo(MAX) > 0) {
        throw new InvalidValueException(field, text, "at most " + format(MAX));
      }
      end = part.end();
    }
    if (end == 0 || end != text.length()) {
      throw new InvalidValueException(field, text, EXPECTED);
    }
    return sum;
  }

  /**
   * Returns the text that {@link #parse} reads as {@code duration}, to the millisecond.
   *
   * @param duration not negative
   */
  public static String format(Duration duration) {
    long millis = duration.toMillis();
    if (millis == 0) {
      return "0s";
    }
    StringBuilder out = new StringBuilder();
    long[] sizes = {86_400_000L, 3_600_000L, 60_000L, 1_000L, 1L};
    String[] units = {"d", "h", "m", "s", "ms"};
    for (int i = 0; i < sizes.length; i++) {
      long count = millis / sizes[i];
      if (count > 0) {
        out.append(count).append(units[i]);
        millis %= sizes[i];
      }
    }
    return out.toString();
  }

  private static Duration unit(String name) {
    return switch (name) {
      case "ms" -> Duration.ofMillis(1);
      case "s" -> Duration.ofSeconds(1);
      case "m" -> Duration.ofMinutes(1);
      case "h" -> Duration.ofHours(1);
      default -> Duration.ofDays(1);
    };
  }
}
