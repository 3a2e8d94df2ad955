package io.x0.common.unit;

import io.x0.common.InvalidValueException;

/** Whole numbers as operators write them: decimal digits and nothing else. Stateless. */
public final class Count {
  private Count() {}

  /**
   * Returns the number {@code text} means.
   *
   * @throws InvalidValueException if it is not a whole number from {@code min} to {@code max}
   */
  public static int parse(String field, String text, int min, int max) {
    return parse(field, text, min, max, "a whole number from " + min + " to " + max);
  }

  static int parse(String field, String text, int min, int max, String expected) {
    if (!text.isEmpty()
        && text.length() <= 10
        && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      long number = Long.parseLong(text);
      if (number >= min && number <= max) {
        return (int) number;
      }
    }
    throw new InvalidValueException(field, text, expected);
  }
}
