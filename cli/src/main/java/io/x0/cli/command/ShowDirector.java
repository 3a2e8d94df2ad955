package io.x0.cli.command;

import com.google.gson.JsonObject;
import io.x0.cli.client.Request;
import io.x0.cli.output.Printer;
import io.x0.cli.syntax.Syntax;
import java.util.List;

/** {@code director show}. Immutable. */
final class ShowDirector implements Command {
  @Override
  public String summary() {
    return "show a director, its settings, backends and buckets";
  }

  @Override
  public void declare(Syntax syntax) {
    Subject.DIRECTOR.declare(syntax);
  }

  @Override
  public void run(Invocation invocation) {
    Printer printer = invocation.printer();
    String path = Subject.DIRECTOR.path(invocation.arguments());
    JsonObject director = invocation.client().send(Request.of("GET", path));
    if (printer.wantsBody()) {
      printer.print(director);
      return;
    }
    printer.print(Fields.facts(director));
    if (!printer.isForPeople()) {
      return;
    }
    printer.blank();
    printer.print(BackendTable.of(Fields.objects(director.get("backends"))));
    List<JsonObject> buckets = Fields.objects(director.get("buckets"));
    if (buckets.size() > 1) {
      printer.blank();
      printer.print(BucketTable.of(buckets));
    }
  }
}
