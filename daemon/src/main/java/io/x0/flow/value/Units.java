package io.x0.flow.value;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The units of durations and sizes, and what numbers with them are worth. {@code m} alone is a
 * minute where a duration may stand, and a megabyte only where a size is due. Stateless.
 */
public final class Units {
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1000 * MILLI;
  private static final long DAY = 86_400 * SECOND;

  private static final Map<String, Long> NANOS =
      Map.ofEntries(
          Map.entry("ms", MILLI),
          Map.entry("msec", MILLI),
          Map.entry("millisecond", MILLI),
          Map.entry("s", SECOND),
          Map.entry("sec", SECOND),
          Map.entry("second", SECOND),
          Map.entry("m", 60 * SECOND),
          Map.entry("min", 60 * SECOND),
          Map.entry("minute", 60 * SECOND),
          Map.entry("h", 3600 * SECOND),
          Map.entry("hour", 3600 * SECOND),
          Map.entry("d", DAY),
          Map.entry("day", DAY),
          Map.entry("w", 7 * DAY),
          Map.entry("week", 7 * DAY),
          Map.entry("month", 30 * DAY),
          Map.entry("year", 365 * DAY));

  /** In bits, because the predecessor knew them; a number of them must make whole bytes. */
  private static final Map<String, Long> BITS =
      Map.ofEntries(
          Map.entry("bit", 1L),
          Map.entry("kbit", 1L << 10),
          Map.entry("mbit", 1L << 20),
          Map.entry("gbit", 1L << 30),
          Map.entry("tbit", 1L << 40),
          Map.entry("b", 8L),
          Map.entry("byte", 8L),
          Map.entry("k", 8L << 10),
          Map.entry("kb", 8L << 10),
          Map.entry("kbyte", 8L << 10),
          Map.entry("m", 8L << 20),
          Map.entry("mb", 8L << 20),
          Map.entry("mbyte", 8L << 20),
          Map.entry("g", 8L << 30),
          Map.entry("gb", 8L << 30),
          Map.entry("gbyte", 8L << 30),
          Map.entry("t", 8L << 40),
          Map.entry("tb", 8L << 40),
          Map.entry("tbyte", 8L << 40));

  private Units() {}

  /** Returns whether the word is a unit, in the singular or plural. */
  public static boolean isUnit(String word) {
    return NANOS.containsKey(singular(word)) || BITS.containsKey(singular(word));
  }

  /** Returns whether a number with this unit can be a duration. */
  public static boolean isDuration(String unit) {
    return NANOS.containsKey(singular(unit)) || parts(unit) != null;
  }

  /** Returns whether a number with this unit can be a size. */
  public static boolean isSize(String unit) {
    return BITS.containsKey(singular(unit));
  }

  /** Returns the nanoseconds; {@code 1} and {@code h30m} are 90 minutes. Empty if too large. */
  public static OptionalLong nanos(String number, String unit) {
    try {
      Long nanos = NANOS.get(singular(unit));
      if (nanos != null) {
        return OptionalLong.of(Math.multiplyExact(Long.parseLong(number), nanos));
      }
      String[] parts = parts(unit);
      if (parts == null) {
        return OptionalLong.empty();
      }
      long sum = 0;
      String count = number;
      for (int i = 0; i < parts.length; i += 2) {
        long each = NANOS.getOrDefault(parts[i], 0L);
        sum = Math.addExact(sum, Math.multiplyExact(Long.parseLong(count), each));
        count = i + 1 < parts.length ? parts[i + 1] : "";
      }
      return OptionalLong.of(sum);
    } catch (ArithmeticException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** Returns the bytes; empty if too large or not whole. */
  public static OptionalLong bytes(String number, String unit) {
    try {
      long bits = BITS.getOrDefault(singular(unit), 0L);
      if (bits >= 8) {
        return OptionalLong.of(Math.multiplyExact(Long.parseLong(number), bits / 8));
      }
      long count = Long.parseLong(number);
      return count % 8 == 0 ? OptionalLong.of(count / 8) : OptionalLong.empty();
    } catch (ArithmeticException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** Splits {@code h30m} into unit, number, unit; null if it is not of that shape. */
  private static String @Nullable [] parts(String unit) {
    String[] parts = unit.split("(?<=[a-z])(?=[0-9])|(?<=[0-9])(?=[a-z])", -1);
    if (parts.length < 3 || parts.length % 2 == 0) {
      return null;
    }
    for (int i = 0; i < parts.length; i += 2) {
      if (!NANOS.containsKey(parts[i])) {
        return null;
      }
    }
    return parts;
  }

  private static String singular(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    boolean plural = lower.length() > 2 && lower.endsWith("s") && !lower.equals("ms");
    return plural ? lower.substring(0, lower.length() - 1) : lower;
  }
}
