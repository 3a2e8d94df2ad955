package io.x0.cli.output;

import io.x0.common.InvalidValueException;

/** What data looks like. */
public enum Format {
  /** Aligned columns, for people. */
  TABLE,
  /** The body of the API's answer, for programs. */
  JSON;

  /**
   * Returns the format of that name.
   *
   * @param source the option or variable that has it
   * @throws InvalidValueException if there is none
   */
  public static Format parse(String source, String name) {
    return switch (name) {
      case "table" -> TABLE;
      case "json" -> JSON;
      default -> throw new InvalidValueException(source, name, "table or json");
    };
  }
}
