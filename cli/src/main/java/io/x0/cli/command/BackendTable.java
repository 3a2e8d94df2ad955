package io.x0.cli.command;

import com.google.gson.JsonObject;
import io.x0.cli.output.Column;
import io.x0.cli.output.Column.Kind;
import io.x0.cli.output.Column.Where;
import io.x0.cli.output.Table;
import java.util.List;

/** Backends as rows. Stateless. */
final class BackendTable {
  private BackendTable() {}

  static Table of(List<JsonObject> backends) {
    Table table =
        new Table(
            List.of(
                new Column("NAME", Kind.NAME),
                new Column("URL", Kind.ADDRESS),
                new Column("ROLE", Kind.WORD),
                new Column("STATE", Kind.STATE),
                new Column("CAPACITY", Kind.NUMBER, Where.PEOPLE),
                new Column("CAPACITY", Kind.NUMBER, Where.DATA),
                new Column("EFFECTIVE CAPACITY", Kind.NUMBER, Where.DATA),
                new Column("LOAD", Kind.NUMBER),
                new Column("MAX", Kind.NUMBER),
                new Column("TOTAL", Kind.NUMBER),
                new Column("FAILED", Kind.NUMBER),
                new Column("WEIGHT", Kind.NUMBER),
                new Column("THROTTLE", Kind.NUMBER, Where.WIDE),
                new Column("UNREACHABLE", Kind.NUMBER, Where.WIDE),
                new Column("ABORTED", Kind.NUMBER, Where.WIDE),
                new Column("RETRIED", Kind.NUMBER, Where.WIDE),
                new Column("SLOW-START", Kind.WORD, Where.WIDE),
                new Column("CHECKS", Kind.WORD, Where.WIDE),
                new Column("SINCE", Kind.WORD, Where.WIDE),
                new Column("CAUSE", Kind.TEXT, Where.WIDE)));
    for (JsonObject backend : backends) {
      table.add(
          List.of(
              Fields.text(backend, "name"),
              Fields.text(backend, "url"),
              Fields.text(backend, "role"),
              Fields.text(backend, "state"),
              capacity(backend),
              Fields.text(backend, "capacity"),
              Fields.text(backend, "effective-capacity"),
              Fields.text(backend, "stats", "load", "current"),
              Fields.text(backend, "stats", "load", "max"),
              Fields.text(backend, "stats", "load", "total"),
              Fields.text(backend, "stats", "failed"),
              Fields.text(backend, "weight"),
              Fields.text(backend, "throttle"),
              Fields.text(backend, "stats", "unreachable"),
              Fields.text(backend, "stats", "aborted"),
              Fields.text(backend, "stats", "retried"),
              Fields.text(backend, "slow-start"),
              Fields.text(backend, "health", "mode"),
              Fields.text(backend, "health", "since"),
              Fields.text(backend, "health", "cause")));
    }
    return table;
  }

  /** Returns the capacity, and before it how much of that there is while it is less. */
  private static String capacity(JsonObject backend) {
    String full = Fields.text(backend, "capacity");
    String effective = Fields.text(backend, "effective-capacity");
    if (effective.equals("-") || effective.equals(full)) {
      return full;
    }
    return effective + "/" + full;
  }
}
