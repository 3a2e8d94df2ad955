package io.x0.cli.command;

import picocli.CommandLine.Model.CommandSpec;

/** {@code capacity}, short for {@code backend set} of a capacity. Immutable. */
final class SetCapacity implements Command {
  @Override
  public String summary() {
    return "change the capacity of a backend";
  }

  @Override
  public void declare(CommandSpec spec) {
    Declare.parameter(spec, 0, "DIRECTOR", "name of the director");
    Declare.parameter(spec, 1, "BACKEND", "name of the backend");
    Declare.parameter(spec, 2, "N", "most requests at once, from 1, or unlimited");
    Declare.revision(spec);
  }

  @Override
  public void run(Invocation invocation) {
    Settings settings = new Settings(invocation, Subject.BACKEND);
    settings.add("capacity", invocation.arguments().parameter(2));
    settings.patch();
  }
}
