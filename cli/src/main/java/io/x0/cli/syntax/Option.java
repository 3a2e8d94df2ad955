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

  /** Returns whether the argument after it is its value. */
  public boolean takesValue() {
    return kind != Kind.FLAG;
  }
}
