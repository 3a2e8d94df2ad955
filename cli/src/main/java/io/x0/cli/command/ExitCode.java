package io.x0.cli.command;

/** How x0ctl tells a script what happened. */
public enum ExitCode {
  OK(0),
  /** The daemon refused or failed, or its answer makes no sense. */
  FAILED(1),
  /** The command line, or a value on it, is not acceptable. */
  USAGE(2),
  NOT_FOUND(3),
  /** Something else is in the way: the name is taken, or the revision is another one. */
  CONFLICT(4),
  /** The daemon does not answer at all. */
  UNREACHABLE(5),
  INTERRUPTED(130);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  /** Returns the status of the process. */
  public int number() {
    return number;
  }
}
