package io.x0.common;

import java.util.List;

/**
 * A value an operator gave is not acceptable. The message is one line that names the value and what
 * was expected, such as {@code capacity: -1 (expected: a whole number from 1, or unlimited)}. Field
 * and value may be any text: they are cut and made visible.
 */
public final class InvalidValueException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private static final int FIELD_LENGTH = 80;
  private static final int VALUE_LENGTH = 200;

  private final String field;
  private final transient List<String> allowed;

  /**
   * @param field the field at fault in the spelling of the API, such as {@code queue-limit}
   * @param value what was given
   * @param expected what would have been right
   */
  public InvalidValueException(String field, String value, String expected) {
    this(field, value, expected, List.of());
  }

  private InvalidValueException(String field, String value, String expected, List<String> allowed) {
    super(OneLine.of(field, FIELD_LENGTH) + ": " + shown(value) + " (expected: " + expected + ")");
    this.field = OneLine.of(field, FIELD_LENGTH);
    this.allowed = List.copyOf(allowed);
  }

  /** Returns the failure of a value that is none of those there are. */
  public static InvalidValueException choice(String field, String value, List<String> choices) {
    return new InvalidValueException(field, value, "one of " + String.join(", ", choices), choices);
  }

  /** Returns all that would have been right, or nothing when that is no list. */
  public List<String> allowed() {
    return allowed;
  }

  /** Returns the field at fault in the spelling of the API. */
  public String field() {
    return field;
  }

  private static String shown(String value) {
    String line = OneLine.of(value, VALUE_LENGTH);
    return line.isEmpty() ? "''" : line;
  }
}
