package io.x0.cli.command;

import picocli.CommandLine.Model.CommandSpec;

/** {@code backend show}. Immutable. */
final class ShowBackend implements Command {
  @Override
  public String summary() {
    return "show a backend and its settings";
  }

  @Override
  public void declare(CommandSpec spec) {
    Subject.BACKEND.declare(spec);
  }

  @Override
  public void run(Invocation invocation) {
    ShowFacts.run(invocation, Subject.BACKEND.path(invocation.arguments()));
  }
}
