package io.x0.cli.command;

import com.google.gson.JsonObject;
import io.x0.cli.output.Column;
import io.x0.cli.output.Column.Kind;
import io.x0.cli.output.Column.Where;
import io.x0.cli.output.Table;
import java.util.ArrayList;
import java.util.List;

/** Backends as rows. Stateless. */
final class BackendTable {
  private static final List<Column> COLUMNS =
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
          new Column("CAUSE", Kind.TEXT, Where.WIDE));

  private BackendTable() {}

  /** Returns the backends of one director. */
  static Table of(List<JsonObject> backends) {
    Table table = new Table(COLUMNS);
    for (JsonObject backend : backends) {
      table.add(cells(backend));
    }
    return table;
  }

  /**
   * Returns the backends of several directors, whose names come first.
   *
   * @param directors what the API says of each
   */
  static Table ofAll(List<JsonObject> directors) {
    List<Column> columns = new ArrayList<>(COLUMNS);
    columns.add(0, new Column("DIRECTOR", Kind.NAME));
    Table table = new Table(columns);
    for (JsonObject director : directors) {
      for (JsonObject backend : Fields.objects(director.get("backends"))) {
        List<String> cells = new ArrayList<>(cells(backend));
        cells.add(0, Fields.text(director, "name"));
        table.add(cells);
      }
    }
    return table;
  }

  private static List<String> cells(JsonObject backend) {
    return List.of(
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
        Fields.text(backend, "health", "cause"));
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
