package io.x0.cli.command;

import com.google.gson.JsonObject;
import io.x0.cli.client.Request;
import io.x0.cli.output.Printer;
import io.x0.cli.output.Table;
import picocli.CommandLine.Model.CommandSpec;

/** {@code backend list}. Immutable. */
final class ListBackends implements Command {
  @Override
  public String summary() {
    return "list the backends of a director";
  }

  @Override
  public void declare(CommandSpec spec) {
    Declare.parameter(spec, 0, "DIRECTOR", "name of the director");
  }

  @Override
  public void run(Invocation invocation) {
    Printer printer = invocation.printer();
    Arguments arguments = invocation.arguments();
    JsonObject backends =
        invocation.client().send(Request.of("GET", Subject.BACKEND.siblings(arguments)));
    if (printer.isJson()) {
      printer.print(backends);
      return;
    }
    Table table = BackendTable.of(Fields.objects(backends));
    printer.print(table);
    if (table.isEmpty()) {
      String director = arguments.parameter(0);
      printer.hint("no backends yet (add one with 'x0ctl backend add " + director + " NAME URL')");
    }
  }
}
