package io.x0.cli.command;

import io.x0.cli.syntax.Syntax;

/** {@code backend show}. Immutable. */
final class ShowBackend implements Command {
  @Override
  public String summary() {
    return "show a backend and its settings";
  }

  @Override
  public void declare(Syntax syntax) {
    Subject.BACKEND.declare(syntax);
  }

  @Override
  public void run(Invocation invocation) {
    ShowFacts.run(invocation, Subject.BACKEND.path(invocation.arguments()));
  }
}
