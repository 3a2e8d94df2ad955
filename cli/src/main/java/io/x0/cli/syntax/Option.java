package io.x0.cli.syntax;

import java.util.List;
import java.util.Objects;

/**
 * An option of a command. Immutable.
 *
 * @param names how it may be typed, such as {@code -o} and {@code --output}; the longest last
 * @param kind how often it may be given, and whether with a value
 * @param label what stands for its value in a synopsis; empty without one
 * @param description a few words about it
 */
public record Option(List<String> names, Kind kind, String label, String description) {

  /** How often an option may be given, and whether with a value. */
  public enum Kind {
    FLAG,
    VALUE,
    /** With a value behind an equals sign, or without one. */
    OPTIONAL_VALUE,
    /** With a value, any number of times. */
    REPEATABLE
  }

  public Option {
    names = List.copyOf(names);
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(label, "label");
    Objects.requireNonNull(description, "description");
  }

  /** Returns the name it is known by. */
  public String name() {
    return names.get(names.size() - 1);
  }

  /** Returns what follows its name in a synopsis. */
  public String synopsis() {
    return switch (kind) {
      case FLAG -> "";
      case VALUE, REPEATABLE -> " " + label;
      case OPTIONAL_VALUE -> "[=" + label + "]";
    };
  }

  /** Returns whether it has a value, in the same argument or as the next one. */
  public boolean takesValue() {
    return kind == Kind.VALUE || kind == Kind.REPEATABLE;
  }
}
