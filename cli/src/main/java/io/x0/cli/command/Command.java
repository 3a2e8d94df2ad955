package io.x0.cli.command;

import picocli.CommandLine.Model.CommandSpec;

/** Something x0ctl does. Immutable. */
public non-sealed interface Command extends Node {

  /** Adds the options and parameters that may follow its words. */
  void declare(CommandSpec spec);

  /**
   * Does it.
   *
   * @throws RuntimeException if it cannot; {@link Failure#of} knows the words for it
   */
  void run(Invocation invocation);
}
