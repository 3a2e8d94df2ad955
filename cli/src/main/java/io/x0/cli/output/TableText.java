package io.x0.cli.output;

import io.x0.cli.output.Column.Kind;
import java.util.ArrayList;
import java.util.List;

/** Writes tables for people: aligned, and as wide as there is room. Stateless. */
final class TableText {
  private static final String CUT = "\u2026";
  private static final int MIN_SHRUNK = 8;

  private TableText() {}

  /** Returns the table as lines, each with a line feed and without trailing blanks. */
  static String of(Table table, Format format, boolean hasHeaders, Layout layout) {
    List<Column> columns = new ArrayList<>();
    List<String> headers = new ArrayList<>();
    int[] places = table.places(format);
    for (int place : places) {
      Column column = table.columns().get(place);
      columns.add(column);
      headers.add(hasHeaders ? column.header() : "");
    }
    List<List<String>> rows = new ArrayList<>(table.rows().size());
    for (List<String> row : table.rows()) {
      List<String> shown = new ArrayList<>(places.length);
      for (int i = 0; i < places.length; i++) {
        String cell = row.get(places[i]);
        shown.add(columns.get(i).kind() == Kind.MILLIS ? Millis.shown(cell) : cell);
      }
      rows.add(shown);
    }
    int[] widths = widths(headers, rows);
    String gap = total(widths, 2) <= layout.width() ? "  " : " ";
    shrink(columns, widths, total(widths, gap.length()) - (long) layout.width());

    StringBuilder out = new StringBuilder();
    if (hasHeaders) {
      line(out, columns, widths, gap, headers, false);
    }
    for (List<String> row : rows) {
      line(out, columns, widths, gap, row, layout.isColoured());
    }
    return out.toString();
  }

  private static int[] widths(List<String> headers, List<List<String>> rows) {
    int[] widths = new int[headers.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = headers.get(i).length();
      for (List<String> row : rows) {
        widths[i] = Math.max(widths[i], length(row.get(i)));
      }
    }
    return widths;
  }

  private static long total(int[] widths, int gap) {
    long total = (long) gap * (widths.length - 1);
    for (int width : widths) {
      total += width;
    }
    return total;
  }

  /** Takes {@code excess} columns from the widest ones that may lose any, while any may. */
  private static void shrink(List<Column> columns, int[] widths, long excess) {
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

  private static void line(
      StringBuilder out,
      List<Column> columns,
      int[] widths,
      String gap,
      List<String> cells,
      boolean isColoured) {
    int last = widths.length - 1;
    for (int i = 0; i <= last; i++) {
      Column column = columns.get(i);
      String cell = cut(cells.get(i), widths[i], column.kind());
      String padding = " ".repeat(widths[i] - length(cell));
      if (column.isRight()) {
        out.append(padding).append(cell);
      } else {
        boolean isState = isColoured && column.kind() == Kind.STATE;
        out.append(isState ? StateColour.paint(cell, cell) : cell);
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
