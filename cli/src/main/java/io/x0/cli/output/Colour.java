package io.x0.cli.output;

import io.x0.common.InvalidValueException;
import java.util.Map;

/** When states are coloured. */
public enum Colour {
  /** At a terminal that can, unless the environment says no. */
  AUTO,
  ALWAYS,
  NEVER;

  /**
   * Returns the choice of that name.
   *
   * @throws InvalidValueException if there is none
   */
  public static Colour parse(String source, String name) {
    return switch (name) {
      case "auto" -> AUTO;
      case "always" -> ALWAYS;
      case "never" -> NEVER;
      default -> throw new InvalidValueException(source, name, "auto, always or never");
    };
  }

  /** Returns whether there is colour. */
  public boolean isOn(boolean isInteractive, Map<String, String> environment) {
    return switch (this) {
      case ALWAYS -> true;
      case NEVER -> false;
      case AUTO ->
          isInteractive
              && environment.getOrDefault("NO_COLOR", "").isEmpty()
              && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    };
  }
}
