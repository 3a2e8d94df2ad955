package io.x0.cli.command;

import picocli.CommandLine.Model.CommandSpec;

/** {@code config show}. Immutable. */
final class ShowConfig implements Command {
  @Override
  public String summary() {
    return "show which configuration file is in force, and since when";
  }

  @Override
  public void declare(CommandSpec spec) {}

  @Override
  public void run(Invocation invocation) {
    ShowFacts.run(invocation, "/config");
  }
}
