package io.x0.common;

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

  /**
   * @param field the field at fault in the spelling of the API, such as {@code queue-limit}
   * @param value what was given
   * @param expected what would have been right
   */
  public InvalidValueException(String field, String value, String expected) {
    super(OneLine.of(field, FIELD_LENGTH) + ": " + shown(value) + " (expected: " + expected + ")");
    this.field = OneLine.of(field, FIELD_LENGTH);
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
