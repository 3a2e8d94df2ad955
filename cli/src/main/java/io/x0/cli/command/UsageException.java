package io.x0.cli.command;

/** The command line cannot be understood. The message is one line. */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what is wrong and how it is right
   */
  UsageException(String message) {
    super(message);
  }

  /**
   * @param what what is wrong
   * @param words the words of the command whose help tells how it is right; empty for x0ctl itself
   */
  public UsageException(String what, String words) {
    super(what + "; try 'x0ctl " + (words.isEmpty() ? "" : words + " ") + "--help'");
  }
}
