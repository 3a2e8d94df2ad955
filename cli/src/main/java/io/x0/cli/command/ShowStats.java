package io.x0.cli.command;

import com.google.gson.JsonObject;
import io.x0.cli.client.Request;
import io.x0.cli.output.Printer;
import io.x0.cli.output.Table;
import io.x0.cli.syntax.Syntax;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code stats}. Immutable. */
final class ShowStats implements Command {
  @Override
  public String summary() {
    return "show requests, errors, rates and times";
  }

  @Override
  public void declare(Syntax syntax) {
    Declare.optionalParameter(
        syntax, 0, "DIRECTOR", "a director, to be shown with its buckets and backends");
  }

  @Override
  public void run(Invocation invocation) {
    Printer printer = invocation.printer();
    @Nullable String director = invocation.arguments().optionalParameter(0);
    // The table has no use for the figures of every second.
    String query = printer.wantsBody() ? "" : "?history=false";
    String path =
        director == null
            ? (printer.wantsBody() ? "/director/" : "/director/?members=false")
            : Subject.director(director) + "/stats" + query;
    JsonObject answer = invocation.client().send(Request.of("GET", path));
    if (printer.wantsBody()) {
      printer.print(answer);
    } else if (director == null) {
      Table table = StatsTable.directors(Fields.objects(answer));
      printer.print(table);
      if (table.isEmpty()) {
        printer.hint("no directors yet (create one with 'x0ctl director create NAME')");
      }
    } else if (!printer.isForPeople()) {
      printer.print(StatsTable.everything(answer));
    } else {
      printer.print(StatsTable.directors(List.of(answer)));
      printer.blank();
      printer.print(StatsTable.buckets(Fields.objects(answer.get("buckets"))));
      printer.blank();
      printer.print(StatsTable.backends(Fields.objects(answer.get("backends"))));
    }
  }
}
