package io.x0.cli.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.x0.cli.client.Request;
import io.x0.cli.output.Column;
import io.x0.cli.output.Column.Kind;
import io.x0.cli.output.Printer;
import io.x0.cli.output.Table;
import io.x0.cli.syntax.Syntax;
import java.util.Iterator;
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
    Declare.option(syntax, "DIRECTOR", "only changes of this director", "--director");
    Declare.option(syntax, "WHO", "only changes that WHO made", "--who");
    Declare.option(syntax, "TEXT", "only changes with TEXT in what was done", "--action");
  }

  @Override
  public List<String> details() {
    return List.of("With a filter it looks through the newest 1000 changes.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("x0ctl history --director shop --action capacity", "who changed a capacity?"));
  }

  @Override
  public void run(Invocation invocation) {
    Printer printer = invocation.printer();
    JsonObject history = filtered(invocation);
    if (printer.wantsBody()) {
      printer.print(history);
      return;
    }
    Table table =
        new Table(
            List.of(
                new Column("ID", Kind.NUMBER),
                new Column("TIME", Kind.WORD),
                new Column("WHO", Kind.TEXT),
                new Column("DIRECTOR", Kind.TEXT),
                new Column("ACTION", Kind.TEXT)));
    for (JsonObject change : Fields.objects(changes(history))) {
      table.add(
          List.of(
              Fields.text(change, "id"),
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

  /** Returns the answer of the daemon, without the changes that nobody asked for. */
  private static JsonObject filtered(Invocation invocation) {
    Arguments arguments = invocation.arguments();
    boolean isFiltered =
        arguments.has("--director") || arguments.has("--who") || arguments.has("--action");
    String query = Limit.query(arguments);
    JsonObject history =
        invocation
            .client()
            .send(Request.of("GET", "/history" + (isFiltered ? "?limit=" + Limit.MAX : query)));
    if (isFiltered && changes(history) instanceof JsonArray all) {
      int limit = Limit.of(arguments);
      int kept = 0;
      for (Iterator<JsonElement> each = all.iterator(); each.hasNext(); ) {
        boolean fits = each.next() instanceof JsonObject change && fits(arguments, change);
        if (fits && kept < limit) {
          kept++;
        } else {
          each.remove();
        }
      }
    }
    return history;
  }

  private static boolean fits(Arguments arguments, JsonObject change) {
    @Nullable String director = arguments.option("--director");
    @Nullable String who = arguments.option("--who");
    @Nullable String action = arguments.option("--action");
    return (director == null || director.equals(Fields.text(change, "director")))
        && (who == null || who.equals(Fields.text(change, "who")))
        && (action == null || Fields.text(change, "action").contains(action));
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
