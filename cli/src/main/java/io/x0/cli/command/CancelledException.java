package io.x0.cli.command;

/** The operator thought better of it. The message is one line. */
public final class CancelledException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CancelledException(String message) {
    super(message);
  }
}
