package io.x0.cli.command;

import com.google.gson.JsonObject;
import io.x0.cli.client.Request;
import io.x0.cli.output.Facts;
import io.x0.cli.output.Printer;
import io.x0.cli.syntax.Syntax;

/** {@code version}. Immutable. */
final class ShowVersion implements Command {
  @Override
  public String summary() {
    return "show the versions of x0ctl and of the daemon";
  }

  @Override
  public void declare(Syntax syntax) {
    // Nothing but the options every command has.
  }

  @Override
  public void run(Invocation invocation) {
    Printer printer = invocation.printer();
    JsonObject version = invocation.client().send(Request.of("GET", "/version"));
    if (printer.wantsBody()) {
      printer.print(version);
      return;
    }
    Facts facts = new Facts();
    facts.add("x0ctl", ClientVersion.text());
    facts.add("x0d", Fields.text(version, "version"));
    printer.print(facts);
  }
}
