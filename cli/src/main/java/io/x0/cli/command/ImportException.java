package io.x0.cli.command;

/** A file cannot be imported. The message is one line that starts with the file. */
final class ImportException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ImportException(String message) {
    super(message);
  }
}
