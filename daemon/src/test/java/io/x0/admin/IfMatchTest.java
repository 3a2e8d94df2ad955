package io.x0.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.common.InvalidValueException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IfMatchTest {
  @Test
  void parse_noHeader_isNoCondition() {
    IfMatch none = IfMatch.parse(List.of());

    assertThat(none.isGiven()).isFalse();
    assertThat(none.expected(7)).isEmpty();
  }

  @Test
  void parse_asterisk_isGivenAndTakesAnyRevision() {
    IfMatch any = IfMatch.parse(List.of("*"));

    assertThat(any.isGiven()).isTrue();
    assertThat(any.expected(7)).isEmpty();
  }

  @Test
  void parse_list_expectsTheCurrentOneIfItIsNamed() {
    IfMatch list = IfMatch.parse(List.of("\"3\", \"7\"", "9"));

    assertThat(list.isGiven()).isTrue();
    assertThat(list.expected(7)).hasValue(7);
    assertThat(list.expected(9)).hasValue(9);
    assertThat(list.expected(8)).hasValue(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"x\"", "W/\"1\"", "-1", "\"\"", "0", "\"*\"", "*"})
  void parse_noRevision_isRefused(String tag) {
    assertThatThrownBy(() -> IfMatch.parse(List.of("\"1\"", tag)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("if-match: ");
  }
}
