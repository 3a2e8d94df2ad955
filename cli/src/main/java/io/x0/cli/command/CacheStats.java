package io.x0.cli.command;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.x0.cli.client.Request;
import io.x0.cli.output.Column;
import io.x0.cli.output.Column.Kind;
import io.x0.cli.output.Column.Where;
import io.x0.cli.output.Printer;
import io.x0.cli.output.Table;
import io.x0.cli.syntax.Syntax;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code cache stats}. Immutable. */
final class CacheStats implements Command {
  private static final List<String> COUNTS =
      List.of("lookups", "hits", "stale", "collapsed", "revalidated", "misses", "expired");
  private static final List<String> MORE =
      List.of("bypassed", "stored", "evicted", "purged", "on-disk", "loaded");

  @Override
  public String summary() {
    return "show what caches hold, and how often they served";
  }

  @Override
  public void declare(Syntax syntax) {
    Declare.optionalParameter(syntax, 0, "DIRECTOR", "a director; all of them unless given");
  }

  @Override
  public List<String> details() {
    return List.of(
        "HIT% is the part of the requests of the last minute for which the cache was asked that it"
            + " served: fresh, stale, from the fetch of another request, or after the backend said"
            + " that it still holds. BYTES are those that it holds, heads included. ON-DISK are the"
            + " answers that it keeps on disk, LOADED those that came back from there.");
  }

  @Override
  public void run(Invocation invocation) {
    Printer printer = invocation.printer();
    Arguments arguments = invocation.arguments();
    @Nullable String director = arguments.optionalParameter(0);
    String path =
        director == null
            ? "/cache"
            : CacheCommands.path(arguments) + (printer.wantsBody() ? "" : "?history=false");
    JsonObject answer = invocation.client().send(Request.of("GET", path));
    if (printer.wantsBody()) {
      printer.print(answer);
      return;
    }
    Table table = table();
    if (director != null) {
      add(director, answer, Fields.text(answer, "cache-enabled"), table);
    } else if (answer.get("directors") instanceof JsonObject all) {
      for (Map.Entry<String, JsonElement> one : all.entrySet()) {
        if (one.getValue() instanceof JsonObject cache) {
          add(one.getKey(), cache, Fields.text(cache, "enabled"), table);
        }
      }
    }
    printer.print(table);
    if (table.isEmpty()) {
      printer.hint("no directors yet (create one with 'x0ctl director create NAME')");
    }
  }

  private static Table table() {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("DIRECTOR", Kind.NAME));
    columns.add(new Column("ENABLED", Kind.WORD));
    columns.add(new Column("HIT%", Kind.NUMBER));
    columns.add(new Column("OBJECTS", Kind.NUMBER));
    columns.add(new Column("BYTES", Kind.NUMBER));
    for (String name : COUNTS) {
      columns.add(new Column(name.toUpperCase(java.util.Locale.ROOT), Kind.NUMBER));
    }
    for (String name : MORE) {
      columns.add(new Column(name.toUpperCase(java.util.Locale.ROOT), Kind.NUMBER, Where.WIDE));
    }
    return new Table(columns);
  }

  private static void add(String director, JsonObject cache, String enabled, Table table) {
    List<String> row = new ArrayList<>();
    row.add(director);
    row.add(enabled);
    row.add(percent(Fields.text(cache, "stats", "hit-ratio", "60s")));
    row.add(Fields.text(cache, "stats", "objects"));
    row.add(Fields.text(cache, "stats", "bytes"));
    for (String name : COUNTS) {
      row.add(Fields.text(cache, "stats", name));
    }
    for (String name : MORE) {
      row.add(Fields.text(cache, "stats", name));
    }
    table.add(row);
  }

  /** Returns a share from 0 to 1 in percent; what nobody knows stays as it is. */
  private static String percent(String ratio) {
    try {
      return Double.toString(Math.round(Double.parseDouble(ratio) * 1000) / 10.0);
    } catch (NumberFormatException e) {
      return ratio;
    }
  }
}
