package io.x0.cli.command;

import com.google.gson.JsonObject;
import io.x0.cli.client.Request;
import io.x0.cli.output.Column;
import io.x0.cli.output.Column.Kind;
import io.x0.cli.output.Printer;
import io.x0.cli.output.Table;
import io.x0.cli.syntax.Syntax;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code events}. Immutable. */
final class ShowEvents implements Command {
  @Override
  public String summary() {
    return "list the newest changes of the state of backends";
  }

  @Override
  public void declare(Syntax syntax) {
    Declare.option(syntax, "DIRECTOR", "only those of this director", "--director");
    Limit.declare(syntax);
    Declare.flag(syntax, "--follow", "show what happens from now on, changes of settings included");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("x0ctl events --director shop", "why did a backend go offline?"),
        new Example("x0ctl events --follow -o json", "one JSON object per line, for a program"));
  }

  @Override
  public void run(Invocation invocation) {
    Printer printer = invocation.printer();
    @Nullable String director = invocation.arguments().option("--director");
    String path = (director == null ? "" : Subject.director(director)) + "/events";
    if (invocation.arguments().has("--follow")) {
      if (invocation.arguments().has("--limit")) {
        throw invocation.misuse("--limit is for events that were, --follow for those to come");
      }
      new FollowEvents(invocation, path).run();
      return;
    }
    JsonObject answer =
        invocation.client().send(Request.of("GET", path + Limit.query(invocation.arguments())));
    if (printer.wantsBody()) {
      printer.print(answer);
      return;
    }
    Table table =
        new Table(
            List.of(
                new Column("TIME", Kind.WORD),
                new Column("DIRECTOR", Kind.TEXT),
                new Column("BACKEND", Kind.TEXT),
                new Column("FROM", Kind.STATE),
                new Column("TO", Kind.STATE),
                new Column("CAUSE", Kind.TEXT)));
    for (JsonObject event : Fields.objects(answer.get("events"))) {
      table.add(
          List.of(
              Fields.text(event, "at"),
              Fields.text(event, "director"),
              Fields.text(event, "backend"),
              Fields.text(event, "from"),
              Fields.text(event, "to"),
              Fields.text(event, "cause")));
    }
    printer.print(table);
    if (table.isEmpty()) {
      printer.hint("nothing happened yet");
    }
  }
}
