package io.x0.cli.command;

/** A run has ended without success, and everybody knows why. */
public final class EndedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode code;

  public EndedException(ExitCode code) {
    super(code.toString());
    this.code = code;
  }

  /** Returns how it ended. */
  ExitCode code() {
    return code;
  }
}
