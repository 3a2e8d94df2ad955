package io.x0.common.unit;

import io.x0.common.InvalidValueException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers of bytes as operators write them: a whole number and a unit of 1024, such as {@code 64k},
 * {@code 4m} or {@code 1g}; without a unit, bytes. Stateless.
 */
public final class Size {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,12})([kmgKMG]?)");
  private static final String UNITS = "kmg";

  private Size() {}

  /**
   * Returns the number of bytes that {@code text} means, from zero to {@code max}.
   *
   * @param field the name of the field, for the error
   * @throws InvalidValueException if the text is not a size, or more than {@code max}
   */
  public static long parse(String field, String text, long max) {
    Matcher match = TEXT.matcher(text);
    if (!match.matches()) {
      throw new InvalidValueException(field, text, "a size, such as 512, 64k, 4m or 1g");
    }
    long size = Long.parseLong(match.group(1));
    String unit = match.group(2).toLowerCase(Locale.ROOT);
    int shift = unit.isEmpty() ? 0 : 10 * (UNITS.indexOf(unit) + 1);
    if (size > max >> shift) {
      throw new InvalidValueException(field, text, "at most " + format(max));
    }
    return size << shift;
  }

  /** Returns the shortest text that {@link #parse} reads as that many bytes. */
  public static String format(long bytes) {
    long size = bytes;
    int unit = 0;
    while (size != 0 && size % 1024 == 0 && unit < UNITS.length()) {
      size /= 1024;
      unit++;
    }
    return unit == 0 ? Long.toString(size) : size + UNITS.substring(unit - 1, unit);
  }
}
