package io.x0.cli.command;

import io.x0.cli.syntax.Syntax;

/** {@code director create}. Immutable. */
final class CreateDirector implements Command {
  @Override
  public String summary() {
    return "create a director without backends, on demand with --hostname or --port";
  }

  @Override
  public void declare(Syntax syntax) {
    Subject.DIRECTOR.declareNew(syntax);
    ChangeSettings.declareOptions(syntax, Subject.DIRECTOR);
    Declare.repeatable(syntax, "KEY=VALUE", "a setting, such as queue-limit=100", "--set");
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
