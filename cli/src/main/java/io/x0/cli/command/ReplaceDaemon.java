package io.x0.cli.command;

import com.google.gson.JsonObject;
import io.x0.cli.client.Request;
import io.x0.cli.syntax.Syntax;
import java.util.List;

/** {@code daemon replace}. Immutable. */
record ReplaceDaemon() implements Command {
  @Override
  public String summary() {
    return "start x0d anew in the place of the one that runs, without a failed request";
  }

  @Override
  public List<String> details() {
    return List.of(
        "x0d starts another one with the program, the options and the environment that it was"
            + " started with itself, as x0d --replace. If that one does not come to serve, nothing"
            + " has changed, and its log says why. Use it when the program or its Java are new.");
  }

  @Override
  public void declare(Syntax syntax) {
    // Nothing but the options every command has.
  }

  @Override
  public void run(Invocation invocation) {
    JsonObject answer = invocation.client().send(Request.of("POST", "/daemon/replace"));
    invocation.printer().confirm("another x0d serves now", answer);
  }
}
