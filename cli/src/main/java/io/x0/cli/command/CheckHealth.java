package io.x0.cli.command;

import com.google.gson.JsonObject;
import io.x0.cli.client.Request;
import io.x0.cli.syntax.Syntax;

/** {@code health check}. Immutable. */
final class CheckHealth implements Command {
  @Override
  public String summary() {
    return "check a backend at once";
  }

  @Override
  public void declare(Syntax syntax) {
    Declare.parameter(syntax, 0, "DIRECTOR", "name of the director");
    Declare.parameter(syntax, 1, "BACKEND", "name of the backend");
  }

  @Override
  public void run(Invocation invocation) {
    Arguments arguments = invocation.arguments();
    String path = Subject.BACKEND.path(arguments) + "/health";
    JsonObject answer = invocation.client().send(Request.of("POST", path));
    invocation.printer().confirm("check of " + Subject.BACKEND.title(arguments) + " begun", answer);
  }
}
