package io.x0.cli.command;

import com.google.gson.JsonObject;
import io.x0.cli.output.Column;
import io.x0.cli.output.Column.Kind;
import io.x0.cli.output.Table;
import java.util.List;

/** Backends as rows. Stateless. */
final class BackendTable {
  private BackendTable() {}

  static Table of(List<JsonObject> backends) {
    Table table =
        new Table(
            List.of(
                new Column("NAME", Kind.TEXT),
                new Column("URL", Kind.ADDRESS),
                new Column("ROLE", Kind.WORD),
                new Column("STATE", Kind.STATE),
                new Column("CAPACITY", Kind.NUMBER),
                new Column("LOAD", Kind.NUMBER),
                new Column("MAX", Kind.NUMBER),
                new Column("TOTAL", Kind.NUMBER),
                new Column("FAILED", Kind.NUMBER),
                new Column("WEIGHT", Kind.NUMBER)));
    for (JsonObject backend : backends) {
      table.add(
          List.of(
              Fields.text(backend, "name"),
              Fields.text(backend, "url"),
              Fields.text(backend, "role"),
              Fields.text(backend, "state"),
              capacity(backend),
              Fields.text(backend, "stats", "load", "current"),
              Fields.text(backend, "stats", "load", "max"),
              Fields.text(backend, "stats", "load", "total"),
              Fields.text(backend, "stats", "failed"),
              Fields.text(backend, "weight")));
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
