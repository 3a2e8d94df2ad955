package io.x0.cli.command;

/**
 * Something could not be done without the daemon, or with a bad result. The message is one line.
 */
public final class OfflineToolException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OfflineToolException(String message) {
    super(message);
  }
}
