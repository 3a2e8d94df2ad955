package io.x0.cli.legacy;

/** A file of the predecessor is not one. The message is one line that starts with file and line. */
public final class LegacyFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LegacyFileException(String file, int line, String message) {
    super(file + ":" + line + ": " + message);
  }
}
