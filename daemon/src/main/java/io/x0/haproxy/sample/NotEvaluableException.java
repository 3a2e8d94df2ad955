package io.x0.haproxy.sample;

/** A configuration asks for something that x0 cannot tell. The message says what, in one line. */
public final class NotEvaluableException extends Exception {
  private static final long serialVersionUID = 1;

  public NotEvaluableException(String message) {
    super(message);
  }

  /** Returns what cannot be told. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
