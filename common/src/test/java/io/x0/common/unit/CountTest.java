package io.x0.common.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.common.InvalidValueException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CountTest {
  @ParameterizedTest
  @CsvSource({"3, 3", "7, 7", "10, 10", "0000000009, 9"})
  void parse_withinTheBounds_isTheNumber(String text, int number) {
    assertThat(Count.parse("x", text, 3, 10)).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "2",
        "11",
        "-3",
        "+3",
        "3.0",
        "3 ",
        " 3",
        "3\n",
        "0x3",
        "1e1",
        "three",
        "\u0663",
        "9999999999",
        "00000000009",
        "4294967299",
        "99999999999999999999"
      })
  void parse_anythingElse_isRefused(String text) {
    assertThatThrownBy(() -> Count.parse("weight", text, 3, 10))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("weight: ")
        .hasMessageEndingWith("(expected: a whole number from 3 to 10)")
        .extracting(e -> ((InvalidValueException) e).field())
        .isEqualTo("weight");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2147483646, 2147483647})
  void parse_widestBounds_doesNotOverflow(int number) {
    assertThat(Count.parse("x", Integer.toString(number), 0, Integer.MAX_VALUE)).isEqualTo(number);
  }
}
