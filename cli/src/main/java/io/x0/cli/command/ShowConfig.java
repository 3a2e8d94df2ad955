package io.x0.cli.command;

import io.x0.cli.syntax.Syntax;

/** {@code config show}. Immutable. */
final class ShowConfig implements Command {
  @Override
  public String summary() {
    return "show which configuration file is in force, and since when";
  }

  @Override
  public void declare(Syntax syntax) {}

  @Override
  public void run(Invocation invocation) {
    ShowFacts.run(invocation, "/config");
  }
}
