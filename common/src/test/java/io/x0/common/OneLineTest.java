package io.x0.common;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OneLineTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n", "\r", "\t", "\u0000", "\u001b", "\u007f", "\u0085", "\u009b", "\u2028", "\u2029",
        "\u200b", "\u202e", "\ufeff", "\ud800", "\udc00", "\ue000", "\uffff"
      })
  void of_whatCannotBeSeen_isAQuestionMark(String unseen) {
    assertThat(OneLine.of("a" + unseen + "b", 10)).isEqualTo("a?b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "plain text", "\u00e9\u00df", "\u65e5\u672c", "\ud83d\ude00"})
  void of_whatCanBeSeen_isKept(String text) {
    assertThat(OneLine.of(text, 20)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"abc, 4, abc", "abc, 3, abc", "abcd, 3, abc...", "a, 0, ..."})
  void of_longerThanTheLimit_isCut(String text, int limit, String expected) {
    assertThat(OneLine.of(text, limit)).isEqualTo(expected);
  }

  @Test
  void of_cutAtAPair_neverSplitsIt() {
    assertThat(OneLine.of("\ud83d\ude00\ud83d\ude00", 1)).isEqualTo("\ud83d\ude00...");
  }
}
