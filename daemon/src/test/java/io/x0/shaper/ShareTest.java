package io.x0.shaper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShareTest {
  @ParameterizedTest
  @CsvSource({
    "20%, 20%", "0.2, 20%", ".2, 20%", "12.5%, 12.5%", "0.125, 12.5%", "1, 100%", "0, 0%",
    "0.0, 0%", "100%, 100%", "5t, 5t", "0t, 0t", "-0.1, -10%", "1.1, 110%", "33.3333%, 33.3333%"
  })
  void parse_anySpelling_printsOneSpelling(String text, String printed) {
    Share share = Share.parse(text);

    assertThat(share).hasToString(printed);
    assertThat(Share.parse(share.toString())).isEqualTo(share);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "20",
        "5",
        "t",
        "-5t",
        "5T",
        "1.5t",
        "%",
        "20 %",
        "0.2%%",
        "1e3",
        "0x5",
        ".",
        "1.",
        "20%t",
        "12345678901%",
        "9999999999t",
        "٢%"
      })
  void parse_notAShare_isRefused(String text) {
    assertThatThrownBy(() -> Share.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("share: ")
        .hasMessageEndingWith("(expected: a share such as 20%, 0.2 or 5t)");
  }

  @Test
  void parse_lineBreaksAndLength_stayOutOfTheMessage() {
    assertThatThrownBy(() -> Share.parse("a\nb" + "c".repeat(100)))
        .hasMessage(
            "share: a?b" + "c".repeat(37) + "... (expected: a share such as 20%, 0.2 or 5t)");
    assertThatThrownBy(() -> Share.parse("")).hasMessageStartingWith("share: '' (");
  }

  @ParameterizedTest
  @CsvSource({
    "75, 84%, 63", // 62 in single precision
    "50, 58%, 29", // 28 in double precision
    "10, 10%, 1",
    "9, 10%, 0",
    "100, 33.3333%, 33",
    "3, 33.3332%, 0", // short of 1 by more than the tolerance
    "3, 33.33333%, 1", // short of 1 by less
    "0, 100%, 0",
    "7, 0%, 0",
    "2147483646, 100%, 2147483646",
    "10, 5t, 5",
    "1, 5t, 5",
    "2147483647, 5t, 5",
    "2147483647, 0.1%, 2147483647",
    "2147483647, 0%, 0"
  })
  void of_size_roundsDown(int size, String share, int tokens) {
    assertThat(Share.parse(share).of(size)).isEqualTo(tokens);
  }

  @Test
  void of_everyPercentOfEverySize_isExact() {
    for (int size = 1; size <= 1000; size++) {
      for (int percent = 1; percent <= 100; percent++) {
        assertThat(Share.percent(percent).of(size)).isEqualTo(size * percent / 100);
      }
    }
  }

  @Test
  void isZero_nothingOnly() {
    assertThat(Share.NONE.isZero()).isTrue();
    assertThat(Share.tokens(0).isZero()).isTrue();
    assertThat(Share.percent(1).isZero()).isFalse();
    assertThat(Share.tokens(1).isZero()).isFalse();
    assertThat(new Share.Fraction(new BigDecimal("0.000")).isZero()).isTrue();
  }

  @Test
  void tokens_negative_isABug() {
    assertThatThrownBy(() -> Share.tokens(-1)).hasMessage("tokens: -1 (expected: >= 0)");
  }
}
