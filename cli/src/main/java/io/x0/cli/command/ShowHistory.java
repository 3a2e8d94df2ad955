package io.x0.cli.command;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.x0.cli.client.Request;
import io.x0.cli.output.Column;
import io.x0.cli.output.Column.Kind;
import io.x0.cli.output.Printer;
import io.x0.cli.output.Table;
import io.x0.cli.syntax.Syntax;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code history}. Immutable. */
final class ShowHistory implements Command {
  @Override
  public String summary() {
    return "list the newest changes";
  }

  @Override
  public void declare(Syntax syntax) {
    Limit.declare(syntax);
  }

  @Override
  public void run(Invocation invocation) {
    Printer printer = invocation.printer();
    String path = "/history" + Limit.query(invocation.arguments());
    JsonObject history = invocation.client().send(Request.of("GET", path));
    if (printer.wantsBody()) {
      printer.print(history);
      return;
    }
    Table table =
        new Table(
            List.of(
                new Column("TIME", Kind.WORD),
                new Column("WHO", Kind.TEXT),
                new Column("DIRECTOR", Kind.TEXT),
                new Column("ACTION", Kind.TEXT)));
    for (JsonObject change : Fields.objects(changes(history))) {
      table.add(
          List.of(
              Fields.text(change, "at"),
              Fields.text(change, "who"),
              Fields.text(change, "director"),
              Fields.text(change, "action")));
    }
    printer.print(table);
    if (table.isEmpty()) {
      printer.hint("nothing was changed yet");
    }
  }

  /** Returns the list in the answer, whatever it is called. */
  private static @Nullable JsonElement changes(JsonObject history) {
    for (String name : history.keySet()) {
      if (history.get(name).isJsonArray()) {
        return history.get(name);
      }
    }
    return null;
  }
}
