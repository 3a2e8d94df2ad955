package io.x0.cache;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Dates of HTTP in their three forms (RFC 9110 §5.6.7), as seconds since 1970. Stateless. */
public final class HttpDate {
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final Pattern IMF =
      Pattern.compile("(?i)[a-z]{3}, (\\d\\d) ([a-z]{3}) (\\d{4}) (\\d\\d):(\\d\\d):(\\d\\d) GMT");
  private static final Pattern RFC850 =
      Pattern.compile(
          "(?i)[a-z]{6,9}, (\\d\\d)-([a-z]{3})-(\\d\\d) (\\d\\d):(\\d\\d):(\\d\\d) GMT");
  private static final Pattern ASCTIME =
      Pattern.compile("(?i)[a-z]{3} ([a-z]{3}) ([ \\d]\\d) (\\d\\d):(\\d\\d):(\\d\\d) (\\d{4})");
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private HttpDate() {}

  /** Returns a date as it is sent. */
  public static String format(long epochSecond) {
    return FORMAT.format(Instant.ofEpochSecond(epochSecond));
  }

  /**
   * Returns the seconds since 1970, or empty if it is no date of HTTP.
   *
   * @param nowSeconds a year of two digits that is more than 50 years ahead of it is in the past
   */
  public static OptionalLong parse(String text, long nowSeconds) {
    String date = text.strip();
    try {
      Matcher imf = IMF.matcher(date);
      if (imf.matches()) {
        return seconds(imf.group(3), imf.group(2), imf.group(1), imf, 4);
      }
      Matcher rfc850 = RFC850.matcher(date);
      if (rfc850.matches()) {
        return twoDigits(rfc850, nowSeconds);
      }
      Matcher asctime = ASCTIME.matcher(date);
      if (asctime.matches()) {
        return seconds(asctime.group(6), asctime.group(1), asctime.group(2), asctime, 3);
      }
    } catch (DateTimeException e) {
      return OptionalLong.empty();
    }
    return OptionalLong.empty();
  }

  private static OptionalLong twoDigits(Matcher date, long nowSeconds) {
    LocalDateTime now = LocalDateTime.ofEpochSecond(nowSeconds, 0, ZoneOffset.UTC);
    int year = now.getYear() / 100 * 100 + Integer.parseInt(date.group(3));
    OptionalLong here = inYear(year, date);
    return here.isPresent() && here.getAsLong() > now.plusYears(50).toEpochSecond(ZoneOffset.UTC)
        ? inYear(year - 100, date)
        : here;
  }

  private static OptionalLong inYear(int year, Matcher date) {
    return seconds(Integer.toString(year), date.group(2), date.group(1), date, 4);
  }

  private static OptionalLong seconds(
      String year, String month, String day, Matcher date, int time) {
    int number = MONTHS.indexOf(month.toLowerCase(Locale.ROOT));
    if (number < 0) {
      return OptionalLong.empty();
    }
    int second = Integer.parseInt(date.group(time + 2));
    LocalDateTime at =
        LocalDateTime.of(
            Integer.parseInt(year),
            number + 1,
            Integer.parseInt(day.strip()),
            Integer.parseInt(date.group(time)),
            Integer.parseInt(date.group(time + 1)),
            // A leap second is none for us.
            Math.min(second, 59));
    return second > 60 ? OptionalLong.empty() : OptionalLong.of(at.toEpochSecond(ZoneOffset.UTC));
  }
}
