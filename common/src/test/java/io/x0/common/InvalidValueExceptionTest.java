package io.x0.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class InvalidValueExceptionTest {
  @Test
  void message_namesFieldValueAndWhatWasExpected() {
    InvalidValueException e = new InvalidValueException("capacity", "-1", "a whole number");

    assertThat(e).hasMessage("capacity: -1 (expected: a whole number)");
    assertThat(e.field()).isEqualTo("capacity");
  }

  @Test
  void message_emptyValue_isShownAsQuotes() {
    assertThat(new InvalidValueException("url", "", "an address"))
        .hasMessage("url: '' (expected: an address)");
  }

  @Test
  void message_longValue_isCut() {
    String message = new InvalidValueException("url", "v".repeat(1_000_000), "less").getMessage();

    assertThat(message).isEqualTo("url: " + "v".repeat(200) + "... (expected: less)");
  }

  @Test
  void message_longField_isCut() {
    InvalidValueException e = new InvalidValueException("f".repeat(100_000), "1", "less");

    assertThat(e).hasMessage("f".repeat(80) + "...: 1 (expected: less)");
    assertThat(e.field()).isEqualTo("f".repeat(80) + "...");
  }

  @Test
  void message_anyText_isOneLineOfVisibleCharacters() {
    Random random = new Random(23);

    for (int i = 0; i < 5_000; i++) {
      InvalidValueException e = new InvalidValueException(text(random), text(random), "this");
      assertThat((e.getMessage() + e.field()).codePoints())
          .noneMatch(Character::isISOControl)
          .noneMatch(c -> c == 0x2028 || c == 0x2029 || (c >= 0xd800 && c <= 0xdfff));
    }
  }

  private static String text(Random random) {
    StringBuilder out = new StringBuilder();
    int length = random.nextInt(40);
    for (int i = 0; i < length; i++) {
      out.append((char) random.nextInt(random.nextBoolean() ? 0x100 : 0x10000));
    }
    return out.toString();
  }
}
