package io.x0.cli.command;

import com.google.gson.JsonObject;
import io.x0.cli.client.Request;
import io.x0.cli.output.Printer;

/** Shows one resource of the API as names and values. Stateless. */
final class ShowFacts {
  private ShowFacts() {}

  static void run(Invocation invocation, String path) {
    Printer printer = invocation.printer();
    JsonObject resource = invocation.client().send(Request.of("GET", path));
    if (printer.wantsBody()) {
      printer.print(resource);
    } else {
      printer.print(Fields.facts(resource));
    }
  }
}
