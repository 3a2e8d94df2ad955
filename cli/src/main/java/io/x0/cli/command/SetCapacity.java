package io.x0.cli.command;

import io.x0.cli.syntax.Syntax;

/** {@code capacity}, short for {@code backend set} of a capacity. Immutable. */
final class SetCapacity implements Command {
  @Override
  public String summary() {
    return "change the capacity of a backend";
  }

  @Override
  public void declare(Syntax syntax) {
    Declare.parameter(syntax, 0, "DIRECTOR", "name of the director");
    Declare.parameter(syntax, 1, "BACKEND", "name of the backend");
    Declare.parameter(syntax, 2, "N", "most requests at once, from 1, or unlimited");
    Declare.revision(syntax);
  }

  @Override
  public void run(Invocation invocation) {
    Settings settings = new Settings(invocation, Subject.BACKEND);
    settings.add("capacity", invocation.arguments().parameter(2));
    settings.patch();
  }
}
