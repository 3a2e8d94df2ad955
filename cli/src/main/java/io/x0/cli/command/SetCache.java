package io.x0.cli.command;

import com.google.gson.JsonObject;
import io.x0.cli.syntax.Syntax;
import java.util.List;

/** {@code cache set}. Immutable. */
final class SetCache implements Command {
  @Override
  public String summary() {
    return "change settings of the cache of a director";
  }

  @Override
  public void declare(Syntax syntax) {
    Subject.DIRECTOR.declare(syntax);
    Declare.parameters(syntax, 1, "KEY=VALUE", "settings to change, all of them or none");
    Declare.revision(syntax);
  }

  @Override
  public List<String> details() {
    return List.of("The names of the settings may leave out cache-, with which all of them begin.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("x0ctl cache set shop default-ttl=10m", "what says nothing is fresh for 10m"));
  }

  @Override
  public void run(Invocation invocation) {
    Arguments arguments = invocation.arguments();
    Settings settings = new Settings(invocation, Subject.DIRECTOR);
    settings.addAll(arguments.parameters(1));
    if (settings.isEmpty()) {
      throw invocation.misuse("nothing to set");
    }
    JsonObject answer =
        invocation
            .client()
            .send(Subject.DIRECTOR.request("PATCH", arguments, "/cache").withBody(settings.body()));
    invocation.printer().confirm(CacheCommands.title(arguments) + " changed", answer);
  }
}
