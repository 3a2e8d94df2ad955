package io.x0.cli.command;

import com.google.gson.JsonObject;
import io.x0.cli.client.Request;
import io.x0.cli.output.Column;
import io.x0.cli.output.Column.Kind;
import io.x0.cli.output.Column.Where;
import io.x0.cli.output.Printer;
import io.x0.cli.output.Table;
import io.x0.cli.syntax.Syntax;
import java.util.List;

/** {@code director list}. Immutable. */
final class ListDirectors implements Command {
  @Override
  public String summary() {
    return "list the directors";
  }

  @Override
  public void declare(Syntax syntax) {
    // Nothing but the options every command has.
  }

  @Override
  public void run(Invocation invocation) {
    Printer printer = invocation.printer();
    // Who reads the body gets all of it; a table of 100 directors needs not their 10,000 backends.
    String path = printer.wantsBody() ? "/director/" : "/director/?members=false";
    JsonObject directors = invocation.client().send(Request.of("GET", path));
    if (printer.wantsBody()) {
      printer.print(directors);
      return;
    }
    Table table = table(Fields.objects(directors));
    printer.print(table);
    if (table.isEmpty()) {
      printer.hint("no directors yet (create one with 'x0ctl director create NAME')");
    }
  }

  private static Table table(List<JsonObject> directors) {
    boolean hasDemand = false;
    for (JsonObject director : directors) {
      hasDemand |= isOnDemand(director);
    }
    Table table =
        new Table(
            List.of(
                new Column("NAME", Kind.NAME),
                new Column("ORIGIN", Kind.TEXT),
                new Column("STATE", Kind.STATE),
                new Column("BACKENDS", Kind.NUMBER),
                new Column("CAPACITY", Kind.NUMBER),
                new Column("LOAD", Kind.NUMBER),
                new Column("QUEUED", Kind.NUMBER),
                new Column("TOTAL", Kind.NUMBER),
                // A column that comes and goes is nothing for a program.
                new Column("SERVES", Kind.TEXT, hasDemand ? Where.EVERYWHERE : Where.DATA),
                new Column("DROPPED", Kind.NUMBER, Where.WIDE),
                new Column("FAILED", Kind.NUMBER, Where.WIDE),
                new Column("RETRIED", Kind.NUMBER, Where.WIDE),
                new Column("RATE", Kind.NUMBER, Where.WIDE),
                new Column("P99", Kind.MILLIS, Where.WIDE),
                new Column("SCHEDULER", Kind.WORD, Where.WIDE),
                new Column("QUEUE-LIMIT", Kind.NUMBER, Where.WIDE),
                new Column("REVISION", Kind.NUMBER, Where.WIDE)));
    for (JsonObject director : directors) {
      table.add(
          List.of(
              Fields.text(director, "name"),
              Fields.text(director, "origin"),
              Fields.text(director, "state"),
              backends(director),
              Fields.text(director, "capacity"),
              Fields.text(director, "stats", "load", "current"),
              Fields.text(director, "stats", "queued", "current"),
              Fields.text(director, "stats", "load", "total"),
              serves(director),
              Fields.text(director, "stats", "dropped"),
              Fields.text(director, "stats", "failed"),
              Fields.text(director, "stats", "retried"),
              Fields.text(director, "stats", "traffic", "requests-per-second", "60s"),
              StatsTable.time(director, "latency-ms", "p99"),
              Fields.text(director, "scheduler"),
              Fields.text(director, "queue-limit"),
              Fields.text(director, "revision")));
    }
    return table;
  }

  /** Returns how many backends it has, which older daemons tell by listing them. */
  private static String backends(JsonObject director) {
    String count = Fields.text(director, "backend-count");
    return count.equals("-") ? Fields.count(director, "backends") : count;
  }

  private static boolean isOnDemand(JsonObject director) {
    return director.has("hostname") || director.has("port");
  }

  /** Returns the hostname and port of a director on demand, such as {@code *.shop.test:80}. */
  private static String serves(JsonObject director) {
    if (!isOnDemand(director)) {
      return "-";
    }
    String host = director.has("hostname") ? Fields.text(director, "hostname") : "";
    return host + (director.has("port") ? ":" + Fields.text(director, "port") : "");
  }
}
