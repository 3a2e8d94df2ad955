package io.x0.cli.command;

import io.x0.cli.syntax.Syntax;

/** {@code bucket show}. Immutable. */
final class ShowBucket implements Command {
  @Override
  public String summary() {
    return "show a bucket and its settings";
  }

  @Override
  public void declare(Syntax syntax) {
    Subject.BUCKET.declare(syntax);
  }

  @Override
  public void run(Invocation invocation) {
    ShowFacts.run(invocation, Subject.BUCKET.path(invocation.arguments()));
  }
}
