package io.x0.cli.output;

import java.util.List;

/**
 * Writes comma-separated values as RFC 4180 has them: lines end with CR LF, a field with a comma, a
 * quote or a line end is quoted. What is not there is an empty field. Stateless.
 */
final class CsvText {
  private CsvText() {}

  /** Returns a table. */
  static String of(Table table, boolean hasHeaders) {
    StringBuilder out = new StringBuilder();
    int[] places = table.places(Format.CSV);
    if (hasHeaders) {
      for (int i = 0; i < places.length; i++) {
        field(out, table.columns().get(places[i]).key(), i);
      }
      out.append("\r\n");
    }
    for (List<String> row : table.rows()) {
      for (int i = 0; i < places.length; i++) {
        field(out, row.get(places[i]).strip(), i);
      }
      out.append("\r\n");
    }
    return out.toString();
  }

  /** Returns named values as rows. */
  static String of(Facts facts, boolean hasHeaders) {
    StringBuilder out = new StringBuilder(hasHeaders ? "name,value\r\n" : "");
    for (int i = 0; i < facts.size(); i++) {
      field(out, facts.name(i), 0);
      field(out, facts.value(i), 1);
      out.append("\r\n");
    }
    return out.toString();
  }

  private static void field(StringBuilder out, String text, int place) {
    out.append(place == 0 ? "" : ",");
    if (text.equals("-")) {
      return;
    }
    boolean isQuoted =
        text.indexOf(',') >= 0
            || text.indexOf('"') >= 0
            || text.indexOf('\n') >= 0
            || text.indexOf('\r') >= 0;
    out.append(isQuoted ? '"' + text.replace("\"", "\"\"") + '"' : text);
  }
}
