package io.x0.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessRecordTest {
  private static final Instant AT =
      LocalDateTime.of(2026, 9, 5, 7, 8, 9, 999_000_000).atZone(ZoneId.systemDefault()).toInstant();
  private static final String OFFSET =
      DateTimeFormatter.ofPattern("Z", Locale.ROOT).withZone(ZoneId.systemDefault()).format(AT);

  private static AccessRecord entry(
      String request, @Nullable String referer, @Nullable String agent) {
    return new AccessRecord(AT, "10.0.0.7", request, 200, 5, referer, agent);
  }

  @Test
  void combined_isTheFormatThatEveryToolReads() {
    AccessRecord entry =
        new AccessRecord(
            AT, "10.0.0.7", "GET /a?b=c HTTP/1.1", 404, 1234, "http://r.test/x", "curl/8.5 (x; y)");

    assertThat(entry.combined())
        .isEqualTo(
            "10.0.0.7 - - [05/Sep/2026:07:08:09 "
                + OFFSET
                + "] \"GET /a?b=c HTTP/1.1\" 404 1234 \"http://r.test/x\" \"curl/8.5 (x; y)\"");
  }

  @Test
  void combined_unknown_isADash() {
    assertThat(entry("GET / HTTP/1.0", null, null).combined())
        .endsWith("] \"GET / HTTP/1.0\" 200 5 \"-\" \"-\"");
  }

  @Test
  void combined_months_areEnglishAbbreviations() {
    String[] names = {
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };
    for (int month = 1; month <= 12; month++) {
      Instant at =
          LocalDateTime.of(2026, month, 15, 12, 0).atZone(ZoneId.systemDefault()).toInstant();
      assertThat(new AccessRecord(at, "::1", "", 200, 0, null, null).combined())
          .startsWith("::1 - - [15/" + names[month - 1] + "/2026:12:00:00 ");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '\'',
      value = {
        "34 \\x22",
        "92 \\x5C",
        "0 \\x00",
        "10 \\x0A",
        "13 \\x0D",
        "27 \\x1B",
        "31 \\x1F",
        "127 \\x7F",
        "128 \\x80",
        "155 \\x9B",
        "233 \\xE9",
        "8232 \\u2028",
        "32 ' '",
        "33 !",
        "126 ~",
        "91 ["
      })
  void combined_characterThatIsNotPlain_isEscaped(int character, String expected) {
    String raw = "a" + (char) character + "b";
    String shown = "\"a" + expected + "b\"";

    assertThat(entry(raw, raw, raw).combined())
        .endsWith("] " + shown + " 200 5 " + shown + " " + shown);
  }

  @Test
  void combined_anyText_isOneLineOfPrintableAsciiWithSixQuotes() {
    Random random = new Random(5);
    for (int i = 0; i < 5_000; i++) {
      String line = entry(text(random), text(random), text(random)).combined();
      assertThat(line.chars()).allMatch(c -> c >= 0x20 && c < 0x7f);
      assertThat(line.chars().filter(c -> c == '"').count()).isEqualTo(6);
    }
  }

  private static String text(Random random) {
    StringBuilder out = new StringBuilder();
    for (int i = random.nextInt(30); i > 0; i--) {
      out.append((char) random.nextInt(random.nextBoolean() ? 0x100 : 0x10000));
    }
    return out.toString();
  }
}
