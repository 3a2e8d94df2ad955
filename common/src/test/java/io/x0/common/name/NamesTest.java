package io.x0.common.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.common.InvalidValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "Z", "0", "shop", "a.b-c_d", "9.", "x--", "b1"})
  void check_aName_isReturned(String name) {
    assertThat(Names.check("director", name)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ".",
        "..",
        "-a",
        "_a",
        ".a",
        "a b",
        "a/b",
        "a\n",
        "\na",
        "a\u0000",
        "a%20b",
        "a:b",
        "a?b",
        "a#b",
        "a+b",
        "a=b",
        "\u00e9",
        "\u0661",
        "a\u200b",
        "shop\u202e"
      })
  void check_anythingElse_isRefused(String name) {
    assertThatThrownBy(() -> Names.check("director", name))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("director: ")
        .hasMessageContaining("1 to 63 letters, digits, dots, underscores or dashes");
  }

  @Test
  void check_length_endsAt63() {
    assertThat(Names.check("x", "a".repeat(63))).hasSize(63);
    assertThatThrownBy(() -> Names.check("x", "a".repeat(64)))
        .isInstanceOf(InvalidValueException.class);
  }
}
