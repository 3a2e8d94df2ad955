package io.x0.cli.command;

import com.google.gson.JsonObject;
import io.x0.cli.client.Request;
import io.x0.cli.output.Facts;
import io.x0.cli.output.Printer;
import io.x0.cli.syntax.Syntax;

/** {@code status}. Immutable. */
final class ShowStatus implements Command {
  @Override
  public String summary() {
    return "show what runs";
  }

  @Override
  public void declare(Syntax syntax) {
    // Nothing but the options every command has.
  }

  @Override
  public void run(Invocation invocation) {
    Printer printer = invocation.printer();
    JsonObject status = invocation.client().send(Request.of("GET", "/status"));
    if (printer.wantsBody()) {
      printer.print(status);
      return;
    }
    Facts facts = Fields.facts(status);
    for (JsonObject listener : Fields.objects(status.get("listeners"))) {
      facts.add("listener", Fields.text(listener, "url"));
    }
    for (JsonObject certificate : Fields.objects(status.get("certificates"))) {
      facts.add(
          "certificate",
          Fields.text(certificate, "file")
              + ", until "
              + Fields.text(certificate, "expires")
              + " ("
              + Fields.number(Fields.text(certificate, "days-left"), "day")
              + ")");
    }
    printer.print(facts);
  }
}
