package io.x0.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.x0.common.InvalidValueException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Random;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogFormatTest {
  private static final String TIME = "[05/Sep/2026:07:08:09 " + AccessRecords.OFFSET + "]";

  private static String line(String format, AccessRecord entry) {
    return LogFormat.parse("test", format).line(entry);
  }

  @Test
  void combined_isTheFormatThatEveryToolReads() {
    AccessRecord entry = AccessRecords.of("/a?b=c", "http://r.test/x", "curl/8.5 (x; y)");

    assertThat(LogFormat.COMBINED.line(entry))
        .isEqualTo(
            "10.0.0.7 - - "
                + TIME
                + " \"GET /a?b=c HTTP/1.1\" 404 1234 \"http://r.test/x\" \"curl/8.5 (x; y)\"");
  }

  @Test
  void main_hasTheAgentBeforeTheReferer() {
    AccessRecord entry = AccessRecords.of("/a", "http://r.test/x", "curl");

    assertThat(LogFormat.MAIN.line(entry))
        .isEqualTo(
            "10.0.0.7 " + TIME + " \"GET /a HTTP/1.1\" 404 1234 \"curl\" \"http://r.test/x\"");
  }

  @Test
  void json_isAnObjectWithEverything() {
    AccessRecord entry = AccessRecords.of("/a\"b?q=\\", null, "x\ny\u2028");

    String line = LogFormat.JSON.line(entry);

    assertThat(line.chars()).allMatch(c -> c >= 0x20 && c < 0x7f);
    JsonObject json = JsonParser.parseString(line).getAsJsonObject();
    assertThat(json.keySet())
        .containsExactly(
            "time",
            "client",
            "user",
            "method",
            "host",
            "path",
            "query",
            "version",
            "status",
            "bytes",
            "bytes-in",
            "bytes-out",
            "total",
            "wait",
            "origin",
            "retries",
            "director",
            "backend",
            "bucket",
            "termination",
            "trace",
            "referer",
            "user-agent");
    assertThat(json.get("time").getAsString()).isEqualTo(AccessRecords.AT.toString());
    assertThat(json.get("path").getAsString()).isEqualTo("/a\"b");
    assertThat(json.get("query").getAsString()).isEqualTo("q=\\");
    assertThat(json.get("user-agent").getAsString()).isEqualTo("x\ny\u2028");
    assertThat(json.get("referer").isJsonNull()).isTrue();
    assertThat(json.get("status").getAsInt()).isEqualTo(404);
    assertThat(json.get("total").getAsDouble()).isEqualTo(1.234);
    assertThat(json.get("wait").getAsDouble()).isEqualTo(0.005);
    assertThat(json.get("origin").getAsDouble()).isEqualTo(0.02);
    assertThat(json.get("retries").getAsInt()).isEqualTo(2);
    assertThat(json.get("termination").getAsString()).isEqualTo("sQ");
    assertThat(json.get("bucket").getAsString()).isEqualTo("vip");
    assertThat(json.get("trace").getAsString()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "100%%|100%",
        "%c|404",
        "%h|10.0.0.7",
        "%l%u|--",
        "%m|GET",
        "%p|/a",
        "%U|/a",
        "%q|?b=c",
        "%r|GET /a?b=c HTTP/1.1",
        "%o|1234",
        "%T|1.234",
        "%v|shop.test",
        "%>{x-one}|1",
        "%>{none}|-",
        "%<{X-Two}|2",
        "%C{b}|y",
        "%C{none}|-",
        "%X{director}/%X{backend}/%X{bucket}|shop/b1/vip",
        "%X{wait} %X{origin} %X{total}|0.005 0.020 1.234",
        "%X{retries} %X{trace}|2 4bf92f3577b34da6a3ce929d0e0e4736",
        "%X{termination}|sQ",
        "%I|81",
        "%O|1263",
        "100 percent|100 percent"
      })
  void fields_eachTellsItsOwn(String format, String expected) {
    HttpFields fields =
        HttpFields.build()
            .add("Host", "shop.test")
            .add("X-One", "1")
            .add("Cookie", "a=x; b=y; bb=z");
    HttpFields answer = HttpFields.build().add("X-Two", "2");

    assertThat(line(format, AccessRecords.of(AccessRecords.AT, "/a?b=c", fields, answer)))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "%z|%z",
        "a %|%",
        "%>|%>",
        "%>Referer|%>",
        "%>{}|%>",
        "%>{Referer|%>",
        "%X{nothing}|%X{nothing}"
      })
  void parse_unknownField_saysWhich(String format, String field) {
    assertThatThrownBy(() -> LogFormat.parse("mine", format))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("accesslog.format mine: " + field + " (expected: one of %%");
  }

  @Test
  void parse_lineEndInTheFormat_isABlank() {
    assertThat(line("a\r\nb%c\n", AccessRecords.of("/", null, null))).isEqualTo("a b404 ");
  }

  @Test
  void combined_unknown_isADash() {
    assertThat(LogFormat.COMBINED.line(AccessRecords.of("/", null, null)))
        .endsWith("] \"GET / HTTP/1.1\" 404 1234 \"-\" \"-\"");
  }

  @Test
  void combined_months_areEnglishAbbreviations() {
    String[] names = {
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };
    for (int month = 1; month <= 12; month++) {
      Instant at =
          LocalDateTime.of(2026, month, 15, 12, 0).atZone(ZoneId.systemDefault()).toInstant();
      assertThat(line("%t", AccessRecords.of(at, "/", HttpFields.EMPTY, HttpFields.EMPTY)))
          .startsWith("[15/" + names[month - 1] + "/2026:12:00:00 ");
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
    String shown = "a" + expected + "b";

    assertThat(LogFormat.COMBINED.line(AccessRecords.of(raw, raw, raw)))
        .endsWith("] \"GET " + shown + " HTTP/1.1\" 404 1234 \"" + shown + "\" \"" + shown + "\"");
  }

  @Test
  void lines_ofAnyText_areOneLineOfPrintableAscii() {
    Random random = new Random(5);
    LogFormat custom = LogFormat.parse("x", "\"%r\" \"%>{Referer}\" \"%>{User-Agent}\"");
    for (int i = 0; i < 5_000; i++) {
      AccessRecord entry = AccessRecords.of(text(random), text(random), text(random));
      String line = custom.line(entry);
      assertThat(line.chars()).allMatch(c -> c >= 0x20 && c < 0x7f);
      assertThat(line.chars().filter(c -> c == '"').count()).isEqualTo(6);
      String json = LogFormat.JSON.line(entry);
      assertThat(json.chars()).allMatch(c -> c >= 0x20 && c < 0x7f);
      assertThat(JsonParser.parseString(json).getAsJsonObject().size()).isEqualTo(23);
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
