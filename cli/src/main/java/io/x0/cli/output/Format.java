package io.x0.cli.output;

import io.x0.common.InvalidValueException;
import java.util.List;
import java.util.Locale;

/** What data looks like. */
public enum Format {
  /** Aligned columns, for people. */
  TABLE,
  /** Aligned columns, all there are. */
  WIDE,
  /** The body of the API's answer, for programs. */
  JSON,
  /** The same as YAML. */
  YAML,
  /** Comma-separated values (RFC 4180), for programs and spreadsheets. */
  CSV,
  /** Names alone, a line for each, as they are typed on a command line. */
  NAME;

  /** The names of all of them, in the order of the help. */
  public static final List<String> NAMES = List.of("table", "wide", "json", "yaml", "csv", "name");

  /**
   * Returns the format of that name.
   *
   * @param source the option or variable that has it
   * @throws InvalidValueException if there is none
   */
  public static Format parse(String source, String name) {
    for (Format format : values()) {
      if (format.name().toLowerCase(Locale.ROOT).equals(name)) {
        return format;
      }
    }
    throw new InvalidValueException(source, name, "table, wide, json, yaml, csv or name");
  }
}
