package io.x0.cli.command;

import com.google.gson.JsonObject;
import io.x0.cli.client.AdminClient;
import io.x0.cli.client.Request;
import io.x0.cli.output.Clean;
import io.x0.cli.syntax.Syntax;
import io.x0.common.unit.Count;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code undo}; shows what it would do, and asks before. Immutable. */
final class UndoChange implements Command {
  @Override
  public String summary() {
    return "take a change back";
  }

  @Override
  public List<String> details() {
    return List.of(
        "Changes that were made together are taken back together. What they touched must be as they"
            + " left it; other settings and backends may have changed. An undo is a change as any"
            + " other: undo it to redo what it took back.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("x0ctl undo", "take the newest change back"),
        new Example("x0ctl undo 41 --dry-run", "what would it take to undo change 41?"));
  }

  @Override
  public void declare(Syntax syntax) {
    Declare.optionalParameter(
        syntax, 0, "ID", "its number in the history (default: the newest that an operator made)");
  }

  @Override
  public void run(Invocation invocation) {
    Arguments arguments = invocation.arguments();
    @Nullable String id = arguments.optionalParameter(0);
    int wanted = id == null ? 0 : Count.parse("ID", id, 1, Integer.MAX_VALUE);
    boolean isDryRun = arguments.has("--dry-run");
    if (!isDryRun && !arguments.has("--yes") && !invocation.host().terminal().isInteractive()) {
      throw new UsageException("undo asks first, and there is no terminal to ask on; add --yes");
    }
    JsonObject plan = send(invocation.client().dryRun(), wanted);
    if (!plan.has("undoes")) {
      throw invocation.misuse("undo cannot be part of a transaction");
    }
    int number = Count.parse("undoes", Fields.text(plan, "undoes"), 1, Integer.MAX_VALUE);
    if (isDryRun && invocation.printer().wantsBody()) {
      invocation.printer().print(plan);
      return;
    }
    if (isDryRun) {
      lines(plan).forEach(line -> invocation.host().out().print(Clean.line(line) + "\n"));
    } else if (!arguments.has("--yes")) {
      invocation.printer().remark(String.join("\n", lines(plan)));
      if (!invocation.host().agrees("undo change " + number + "?")) {
        throw new CancelledException("cancelled, change " + number + " stays");
      }
    }
    if (!isDryRun) {
      // By its number: what is the newest change may be another one by now.
      JsonObject answer = send(invocation.client(), number);
      invocation.printer().confirm("change " + number + " undone", answer);
    }
  }

  private static JsonObject send(AdminClient client, int number) {
    JsonObject body = new JsonObject();
    if (number > 0) {
      body.addProperty("id", number);
    }
    return client.send(Request.of("POST", "/history/undo").withBody(body));
  }

  /** Returns what would become of what, in lines. */
  private static List<String> lines(JsonObject plan) {
    List<String> lines = new ArrayList<>();
    for (JsonObject change : Fields.objects(plan.get("changes"))) {
      String director = Fields.text(change, "director");
      lines.add(
          "change "
              + Fields.text(change, "undoes")
              + " by "
              + Fields.text(change, "who")
              + " at "
              + Fields.text(change, "at")
              + ": "
              + Fields.text(change, "action"));
      for (String line : DifferenceLines.of(director, change.get("changes"))) {
        lines.add("  " + line);
      }
    }
    return lines;
  }
}
