package io.x0.cli.command;

import com.google.gson.JsonObject;
import io.x0.cli.client.Request;
import io.x0.cli.output.Column;
import io.x0.cli.output.Column.Kind;
import io.x0.cli.output.Column.Where;
import io.x0.cli.output.Millis;
import io.x0.cli.output.Printer;
import io.x0.cli.output.Table;
import io.x0.cli.syntax.Syntax;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code health list}. Immutable. */
final class ListHealth implements Command {
  @Override
  public String summary() {
    return "list the backends with what their checks found";
  }

  @Override
  public void declare(Syntax syntax) {
    Declare.optionalParameter(syntax, 0, "DIRECTOR", "only those of this director");
  }

  @Override
  public void run(Invocation invocation) {
    Printer printer = invocation.printer();
    @Nullable String director = invocation.arguments().optionalParameter(0);
    String path = (director == null ? "" : Subject.director(director)) + "/health";
    JsonObject health = invocation.client().send(Request.of("GET", path));
    if (printer.wantsBody()) {
      printer.print(health);
      return;
    }
    Table table = table(Fields.objects(health.get("backends")));
    printer.print(table);
    if (table.isEmpty()) {
      printer.hint("no backends yet");
    }
  }

  private static Table table(List<JsonObject> backends) {
    Table table =
        new Table(
            List.of(
                new Column("DIRECTOR", Kind.NAME),
                new Column("BACKEND", Kind.NAME),
                new Column("MODE", Kind.WORD),
                new Column("STATE", Kind.STATE),
                new Column("SINCE", Kind.WORD),
                new Column("CHECKS", Kind.NUMBER),
                new Column("FAILED", Kind.NUMBER),
                new Column("LAST CHECK", Kind.TEXT, Where.PEOPLE),
                new Column("LAST GOOD", Kind.WORD, Where.DATA),
                new Column("LAST DETAIL", Kind.TEXT, Where.DATA),
                new Column("LAST", Kind.MILLIS, Where.DATA),
                new Column("CAUSE", Kind.TEXT)));
    for (JsonObject backend : backends) {
      table.add(
          List.of(
              Fields.text(backend, "director"),
              Fields.text(backend, "backend"),
              Fields.text(backend, "mode"),
              Fields.text(backend, "state"),
              Fields.text(backend, "since"),
              Fields.text(backend, "checks"),
              Fields.text(backend, "failed-checks"),
              lastCheck(backend),
              Fields.text(backend, "last", "good"),
              Fields.text(backend, "last", "detail"),
              Fields.text(backend, "last", "duration-ms"),
              Fields.text(backend, "cause")));
    }
    return table;
  }

  private static String lastCheck(JsonObject backend) {
    if (!backend.has("last")) {
      return "-";
    }
    boolean isGood = Fields.text(backend, "last", "good").equals("true");
    return (isGood ? "good, " : "bad, ")
        + Fields.text(backend, "last", "detail")
        + ", "
        + Millis.shown(Fields.text(backend, "last", "duration-ms"));
  }
}
