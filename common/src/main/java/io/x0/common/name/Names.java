package io.x0.common.name;

import io.x0.common.InvalidValueException;
import java.util.regex.Pattern;

/** The names of directors, backends and buckets. Stateless. */
public final class Names {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

  private Names() {}

  /**
   * Returns {@code name} when it is 1 to 63 letters, digits, dots, underscores or dashes, the first
   * a letter or digit.
   *
   * @param field what is named, for the error
   * @throws InvalidValueException otherwise
   */
  public static String check(String field, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidValueException(
          field,
          name,
          "1 to 63 letters, digits, dots, underscores or dashes, first a letter or digit");
    }
    return name;
  }
}
