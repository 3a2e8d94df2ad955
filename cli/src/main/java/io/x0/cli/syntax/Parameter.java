package io.x0.cli.syntax;

import java.util.Objects;

/**
 * A parameter of a command: an argument known by its place. Immutable.
 *
 * @param count how many arguments it takes
 * @param label what stands for it in a synopsis
 * @param description a few words about it; empty when the label of the one before tells about it
 */
public record Parameter(Count count, String label, String description) {

  /** How many arguments a parameter takes. */
  public enum Count {
    ONE,
    ONE_OR_NONE,
    /** All that is left, be it nothing. */
    ANY
  }

  public Parameter {
    Objects.requireNonNull(count, "count");
    Objects.requireNonNull(label, "label");
    Objects.requireNonNull(description, "description");
  }

  /** Returns whether it is left out of synopsis and help. */
  public boolean isHidden() {
    return label.isEmpty();
  }

  /** Returns how it is written in a synopsis. */
  public String synopsis() {
    return switch (count) {
      case ONE -> label;
      case ONE_OR_NONE -> "[" + label + "]";
      case ANY -> "[" + label + "...]";
    };
  }
}
