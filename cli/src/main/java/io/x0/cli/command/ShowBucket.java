package io.x0.cli.command;

import picocli.CommandLine.Model.CommandSpec;

/** {@code bucket show}. Immutable. */
final class ShowBucket implements Command {
  @Override
  public String summary() {
    return "show a bucket and its settings";
  }

  @Override
  public void declare(CommandSpec spec) {
    Subject.BUCKET.declare(spec);
  }

  @Override
  public void run(Invocation invocation) {
    ShowFacts.run(invocation, Subject.BUCKET.path(invocation.arguments()));
  }
}
