package io.x0.cli.command;

import com.google.gson.JsonObject;
import io.x0.cli.client.Request;
import io.x0.cli.output.Printer;
import io.x0.cli.output.Table;
import io.x0.cli.syntax.Syntax;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code backend list}: of one director, or of all. Immutable. */
record ListBackends() implements Command {
  @Override
  public String summary() {
    return "list the backends of a director, or of all";
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("x0ctl backend list shop", "the backends of one director"),
        new Example("x0ctl backend list -o csv", "all there are, for a program"));
  }

  @Override
  public void declare(Syntax syntax) {
    Declare.optionalParameter(syntax, 0, "DIRECTOR", "only those of this director");
  }

  @Override
  public void run(Invocation invocation) {
    Arguments arguments = invocation.arguments();
    @Nullable String director = arguments.optionalParameter(0);
    if (director == null) {
      listAll(invocation);
      return;
    }
    Printer printer = invocation.printer();
    JsonObject backends =
        invocation.client().send(Request.of("GET", Subject.BACKEND.siblings(arguments)));
    if (printer.wantsBody()) {
      printer.print(backends);
      return;
    }
    printer.print(BackendTable.of(Fields.objects(backends)));
    if (backends.size() == 0) {
      printer.hint("no backends yet (add one with 'x0ctl backend add " + director + " NAME URL')");
    }
  }

  private static void listAll(Invocation invocation) {
    Printer printer = invocation.printer();
    List<JsonObject> directors =
        Fields.objects(invocation.client().send(Request.of("GET", "/director/")));
    if (printer.wantsBody()) {
      printer.print(byDirector(directors));
      return;
    }
    Table table = BackendTable.ofAll(directors);
    printer.print(table);
    if (table.isEmpty()) {
      printer.hint("no backends yet (add one with 'x0ctl backend add DIRECTOR NAME URL')");
    }
  }

  /** Returns what the API has of each director, an object by name of objects by name. */
  private static JsonObject byDirector(List<JsonObject> directors) {
    JsonObject all = new JsonObject();
    for (JsonObject director : directors) {
      JsonObject backends = new JsonObject();
      for (JsonObject backend : Fields.objects(director.get("backends"))) {
        backends.add(Fields.text(backend, "name"), backend);
      }
      all.add(Fields.text(director, "name"), backends);
    }
    return all;
  }
}
