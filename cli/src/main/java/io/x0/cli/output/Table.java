package io.x0.cli.output;

import io.x0.cli.output.Column.Kind;
import java.util.ArrayList;
import java.util.List;

/** Rows under headers, aligned. Confined to one thread. */
public final class Table {
  private static final String CUT = "\u2026";
  private static final int MIN_SHRUNK = 8;

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

  /** Returns the table as lines, each with a line feed and without trailing blanks. */
  public String render(Layout layout) {
    int[] widths = new int[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = columns.get(i).header().length();
      for (List<String> row : rows) {
        widths[i] = Math.max(widths[i], length(row.get(i)));
      }
    }
    String gap = total(widths, 2) <= layout.width() ? "  " : " ";
    shrink(widths, total(widths, gap.length()) - (long) layout.width());

    StringBuilder out = new StringBuilder();
    line(out, widths, gap, headers(), false);
    for (List<String> row : rows) {
      line(out, widths, gap, row, layout.isColoured());
    }
    return out.toString();
  }

  private List<String> headers() {
    List<String> headers = new ArrayList<>(columns.size());
    for (Column column : columns) {
      headers.add(column.header());
    }
    return headers;
  }

  private static long total(int[] widths, int gap) {
    long total = (long) gap * (widths.length - 1);
    for (int width : widths) {
      total += width;
    }
    return total;
  }

  /** Takes {@code excess} columns from the widest ones that may lose any, while any may. */
  private void shrink(int[] widths, long excess) {
    for (long left = excess; left > 0; left--) {
      int widest = -1;
      for (int i = 0; i < widths.length; i++) {
        boolean canGive = columns.get(i).canShrink() && widths[i] > MIN_SHRUNK;
        if (canGive && (widest < 0 || widths[i] > widths[widest])) {
          widest = i;
        }
      }
      if (widest < 0) {
        return;
      }
      widths[widest]--;
    }
  }

  private void line(
      StringBuilder out, int[] widths, String gap, List<String> cells, boolean isColoured) {
    int last = widths.length - 1;
    for (int i = 0; i <= last; i++) {
      Kind kind = columns.get(i).kind();
      String cell = cut(cells.get(i), widths[i], kind);
      String padding = " ".repeat(widths[i] - length(cell));
      if (kind == Kind.NUMBER) {
        out.append(padding).append(cell);
      } else {
        out.append(isColoured && kind == Kind.STATE ? StateColour.paint(cell, cell) : cell);
        out.append(i < last ? padding : "");
      }
      out.append(i < last ? gap : "\n");
    }
  }

  private static String cut(String cell, int width, Kind kind) {
    int length = length(cell);
    if (length <= width) {
      return cell;
    }
    int kept = width - 1;
    return kind == Kind.ADDRESS
        ? CUT + cell.substring(cell.offsetByCodePoints(0, length - kept))
        : cell.substring(0, cell.offsetByCodePoints(0, kept)) + CUT;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
