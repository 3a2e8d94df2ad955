package io.x0.cli.command;

/** What a word of the command line leads to. */
public sealed interface Node permits Group, Command {

  /** Returns what it is for, in a few words without a full stop. */
  String summary();
}
