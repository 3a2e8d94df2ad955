package io.x0.cli.command;

import picocli.CommandLine.Model.CommandSpec;

/** {@code director create}. Immutable. */
final class CreateDirector implements Command {
  @Override
  public String summary() {
    return "create a director without backends, on demand with --hostname or --port";
  }

  @Override
  public void declare(CommandSpec spec) {
    Subject.DIRECTOR.declareNew(spec);
    ChangeSettings.declareOptions(spec, Subject.DIRECTOR);
    Declare.repeatable(spec, "KEY=VALUE", "a setting, such as queue-limit=100", "--set");
  }

  @Override
  public void run(Invocation invocation) {
    Arguments arguments = invocation.arguments();
    Settings settings = new Settings(invocation, Subject.DIRECTOR);
    settings.addOptions();
    settings.addAll(arguments.options("--set"));
    invocation
        .printer()
        .confirm(
            Subject.DIRECTOR.title(arguments) + " created",
            invocation
                .client()
                .send(Subject.DIRECTOR.request("PUT", arguments).withBody(settings.body())));
  }
}
