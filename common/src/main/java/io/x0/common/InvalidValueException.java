package io.x0.common;

/**
 * A value an operator gave is not acceptable. The message is one line that names the value and what
 * was expected, such as {@code capacity: -1 (expected: a whole number from 1, or unlimited)}.
 */
public final class InvalidValueException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String field;

  /**
   * @param field the field at fault in the spelling of the API, such as {@code queue-limit}
   * @param value what was given
   * @param expected what would have been right
   */
  public InvalidValueException(String field, String value, String expected) {
    super(field + ": " + printable(value) + " (expected: " + expected + ")");
    this.field = field;
  }

  /** Returns the field at fault in the spelling of the API. */
  public String field() {
    return field;
  }

  /** Keeps the message one line of visible characters, whatever was given. */
  private static String printable(String value) {
    StringBuilder out = new StringBuilder();
    int limit = Math.min(value.length(), 200);
    for (int i = 0; i < limit; i++) {
      char c = value.charAt(i);
      out.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
    }
    if (value.length() > limit) {
      out.append("...");
    }
    return out.length() == 0 ? "''" : out.toString();
  }
}
