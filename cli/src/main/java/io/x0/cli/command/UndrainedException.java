package io.x0.cli.command;

/** A backend did not drain as long as somebody waited. The message is one line. */
final class UndrainedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UndrainedException(String message) {
    super(message);
  }
}
