package io.x0.quickstart;

/** Something is not as the quickstart promises; the message says what. */
final class QuickstartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  QuickstartException(String message) {
    super(message);
  }
}
