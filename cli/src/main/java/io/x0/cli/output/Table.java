package io.x0.cli.output;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Rows under headers. Confined to one thread. */
public final class Table {
  private final List<Column> columns;
  private final List<List<String>> rows = new ArrayList<>();

  /** Makes a table without rows. */
  public Table(List<Column> columns) {
    this.columns = List.copyOf(columns);
  }

  /** Adds a row with one cell for each column; its text may come from anywhere. */
  public void add(List<String> cells) {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException("cells: " + cells.size());
    }
    List<String> row = new ArrayList<>(cells.size());
    for (String cell : cells) {
      row.add(Clean.line(cell));
    }
    rows.add(row);
  }

  /** Returns whether there is no row. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Returns the rows, each with one cell for each column. */
  List<List<String>> rows() {
    return Collections.unmodifiableList(rows);
  }

  List<Column> columns() {
    return columns;
  }

  /** Returns the places of the columns that are there for {@code format}. */
  int[] places(Format format) {
    int[] places = new int[columns.size()];
    int count = 0;
    for (int i = 0; i < places.length; i++) {
      if (columns.get(i).isIn(format)) {
        places[count++] = i;
      }
    }
    return java.util.Arrays.copyOf(places, count);
  }

  /**
   * Returns what rows are called on a command line, a line for each: the cells of the columns that
   * name them, with a space between.
   */
  String names() {
    StringBuilder out = new StringBuilder();
    for (List<String> row : rows) {
      boolean isFirst = true;
      for (int i = 0; i < columns.size(); i++) {
        if (columns.get(i).kind() == Column.Kind.NAME) {
          out.append(isFirst ? "" : " ").append(row.get(i).strip());
          isFirst = false;
        }
      }
      out.append('\n');
    }
    return out.toString();
  }

  /** Returns whether rows have names. */
  boolean hasNames() {
    for (Column column : columns) {
      if (column.kind() == Column.Kind.NAME) {
        return true;
      }
    }
    return false;
  }
}
