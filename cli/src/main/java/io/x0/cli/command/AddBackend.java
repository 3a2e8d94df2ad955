package io.x0.cli.command;

import io.x0.cli.syntax.Syntax;

/** {@code backend add}. Immutable. */
final class AddBackend implements Command {
  @Override
  public String summary() {
    return "add a backend to a director";
  }

  @Override
  public void declare(Syntax syntax) {
    Subject.BACKEND.declareNew(syntax);
    Declare.parameter(syntax, 2, "URL", "where it listens: http://HOST:PORT or http+unix:/PATH");
    ChangeSettings.declareOptions(syntax, Subject.BACKEND);
    Declare.flag(syntax, "--disabled", "without taking requests yet");
    Declare.repeatable(
        syntax, "KEY=VALUE", "another setting, such as terminate-protection=true", "--set");
  }

  @Override
  public void run(Invocation invocation) {
    Arguments arguments = invocation.arguments();
    Settings settings = new Settings(invocation, Subject.BACKEND);
    settings.add("url", arguments.parameter(2));
    settings.addOptions();
    settings.add("enabled", arguments.has("--disabled") ? "false" : null);
    settings.addAll(arguments.options("--set"));
    invocation
        .printer()
        .confirm(
            Subject.BACKEND.title(arguments) + " added",
            invocation
                .client()
                .send(Subject.BACKEND.request("PUT", arguments).withBody(settings.body())));
  }
}
