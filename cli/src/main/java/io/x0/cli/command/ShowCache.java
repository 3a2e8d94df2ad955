package io.x0.cli.command;

import io.x0.cli.syntax.Syntax;

/** {@code cache show}. Immutable. */
final class ShowCache implements Command {
  @Override
  public String summary() {
    return "show the settings and figures of a cache";
  }

  @Override
  public void declare(Syntax syntax) {
    Subject.DIRECTOR.declare(syntax);
  }

  @Override
  public void run(Invocation invocation) {
    boolean wantsBody = invocation.printer().wantsBody();
    ShowFacts.run(
        invocation,
        CacheCommands.path(invocation.arguments()) + (wantsBody ? "" : "?history=false"));
  }
}
