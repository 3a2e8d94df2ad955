package io.x0.common.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.common.InvalidValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CapacityTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 1000, 99_999_999, 100_000_000})
  void parse_aNumber_readsBackAsItself(int slots) {
    Capacity capacity = Capacity.parse("capacity", Integer.toString(slots));

    assertThat(capacity.slots()).isEqualTo(slots);
    assertThat(capacity.isUnlimited()).isFalse();
    assertThat(capacity).hasToString(Integer.toString(slots));
  }

  @Test
  void parse_unlimited_isUnlimited() {
    Capacity capacity = Capacity.parse("capacity", "unlimited");

    assertThat(capacity).isEqualTo(Capacity.UNLIMITED).hasToString("unlimited");
    assertThat(capacity.isUnlimited()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0", "-1", "+1", "1.0", "1e3", " 1", "1 ", "Unlimited", "none", "4294967297"})
  void parse_garbage_isRefusedWithTheFieldGiven(String text) {
    assertThatThrownBy(() -> Capacity.parse("ceil", text))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("ceil: ")
        .hasMessageEndingWith("(expected: a whole number from 1, or unlimited)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"100000001", "2147483646", "2147483647"})
  void parse_moreThanTheMost_isRefusedAndNeverUnlimited(String text) {
    assertThatThrownBy(() -> Capacity.parse("ceil", text))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("ceil: " + text + " (expected: at most 100000000, or unlimited)");
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 100_000_001, Integer.MAX_VALUE - 1})
  void new_neitherANumberOfSlotsNorUnlimited_isRefused(int slots) {
    assertThatThrownBy(() -> new Capacity(slots))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("capacity: " + slots + " ");
  }
}
