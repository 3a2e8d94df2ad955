package io.x0.common.name;

import io.x0.common.InvalidValueException;

/** The names of directors, backends and buckets. Stateless. */
public final class Names {
  private static final int MAX_LENGTH = 63;

  private Names() {}

  /**
   * Returns {@code name} when it is 1 to 63 letters, digits, dots, underscores or dashes, the first
   * a letter or digit.
   *
   * @param field what is named, for the error
   * @throws InvalidValueException otherwise
   */
  public static String check(String field, String name) {
    if (!isName(name)) {
      throw new InvalidValueException(
          field,
          name,
          "1 to 63 letters, digits, dots, underscores or dashes, first a letter or digit");
    }
    return name;
  }

  /** Returns whether it is one; without a regex, which would cost x0ctl a part of its start. */
  private static boolean isName(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH || !isLetterOrDigit(text.charAt(0))) {
      return false;
    }
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isLetterOrDigit(c) && c != '.' && c != '_' && c != '-') {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
