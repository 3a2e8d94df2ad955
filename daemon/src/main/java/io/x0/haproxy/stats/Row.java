package io.x0.haproxy.stats;

import io.x0.common.OneLine;
import java.util.Arrays;

/** One line of statistics. Confined to one thread. */
final class Row {
  /** What a line is about; its number is what HAProxy calls its type. */
  enum Kind {
    FRONTEND(0),
    BACKEND(1),
    SERVER(2);

    private final int type;

    Kind(int type) {
      this.type = type;
    }
  }

  private static final int LONGEST = 300;

  private final Kind kind;
  private final String[] values = new String[Columns.NAMES.size()];

  /** Makes a line whose figures are all 0. */
  Row(Kind kind, String proxy, String service, int proxyId, int serviceId) {
    this.kind = kind;
    Arrays.fill(values, "");
    Columns.filled(kind).forEach(name -> set(name, 0));
    set("pxname", proxy);
    set("svname", service);
    set("type", kind.type);
    set("pid", 1);
    set("iid", proxyId);
    set("sid", serviceId);
    set("mode", "http");
    set("-", "-");
  }

  Kind kind() {
    return kind;
  }

  /** Names are what somebody wrote: whatever they hold, a line stays one line. */
  void set(String column, String value) {
    values[Columns.position(column)] = OneLine.of(value, LONGEST);
  }

  void set(String column, long value) {
    values[Columns.position(column)] = Long.toString(value);
  }

  /** Returns a value; an empty text if the column does not apply. */
  String get(String column) {
    return values[Columns.position(column)];
  }

  /** Returns the line without its end. */
  String csv() {
    StringBuilder out = new StringBuilder();
    for (String value : values) {
      boolean isQuoted = value.indexOf(',') >= 0 || value.indexOf('"') >= 0;
      out.append(isQuoted ? "\"" + value.replace("\"", "\"\"") + "\"" : value).append(',');
    }
    return out.toString();
  }
}
