package io.x0.common.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.common.InvalidValueException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {
  private static final long MAX_MILLIS = Duration.ofDays(3650).toMillis();

  @ParameterizedTest
  @CsvSource({
    "0s, 0",
    "0ms, 0",
    "1ms, 1",
    "250ms, 250",
    "30s, 30000",
    "5m, 300000",
    "2h, 7200000",
    "1d, 86400000",
    "1h30m, 5400000",
    "1d2h3m4s5ms, 93784005",
    "90s, 90000",
    "007s, 7000",
    "1s1s, 2000",
    "3650d, 315360000000",
    "315360000000ms, 315360000000"
  })
  void parse_numbersWithUnits_addsThemUp(String text, long millis) {
    assertThat(DurationText.parse("x", text)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "1, 1ms",
    "999, 999ms",
    "1000, 1s",
    "1001, 1s1ms",
    "60000, 1m",
    "3600000, 1h",
    "86400000, 1d",
    "93784005, 1d2h3m4s5ms",
    "315360000000, 3650d"
  })
  void format_millis_leavesOutWhatIsZero(long millis, String text) {
    assertThat(DurationText.format(Duration.ofMillis(millis))).isEqualTo(text);
  }

  @Test
  void format_finerThanAMillisecond_isCutNotRounded() {
    assertThat(DurationText.format(Duration.ofNanos(1_999_999))).isEqualTo("1ms");
    assertThat(DurationText.format(Duration.ofNanos(999_999))).isEqualTo("0s");
  }

  @Test
  void parse_ofFormat_isTheSameForEveryMillisecond() {
    Random random = new Random(17);

    for (int i = 0; i < 20_000; i++) {
      // Every order of magnitude, not only the large ones.
      long millis = (long) Math.pow(MAX_MILLIS, random.nextDouble());
      Duration duration = Duration.ofMillis(millis);
      String text = DurationText.format(duration);
      assertThat(DurationText.parse("x", text)).as(text).isEqualTo(duration);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "30",
        "s",
        "ms",
        "-1s",
        "+1s",
        "1.5s",
        "1,5s",
        "1 s",
        " 1s",
        "1s ",
        "1s\n",
        "1S",
        "1MS",
        "1w",
        "1y",
        "1min",
        "1sec",
        "1us",
        "1ns",
        "s1",
        "1s30",
        "1sx",
        "x1s",
        "1h 30m",
        "1e3s",
        "0x1s",
        "\u0661s",
        "9999999999999s"
      })
  void parse_garbage_isRefused(String text) {
    assertThatThrownBy(() -> DurationText.parse("queue-timeout", text))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("queue-timeout: ")
        .hasMessageEndingWith("(expected: a duration with a unit, such as 250ms, 30s or 5m)")
        .extracting(e -> ((InvalidValueException) e).field())
        .isEqualTo("queue-timeout");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"3651d", "3650d1ms", "315360000001ms", "999999999999d", "999999999999d1s"})
  void parse_overTenYears_isRefused(String text) {
    assertThatThrownBy(() -> DurationText.parse("x", text))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("x: " + text + " (expected: at most 3650d)");
  }

  @Test
  void parse_sumBeyondEveryNumber_isRefusedNotOverflown() {
    String text = "999999999999d".repeat(500);

    assertThatThrownBy(() -> DurationText.parse("x", text))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageEndingWith("(expected: at most 3650d)");
  }
}
