package io.x0.haproxy.source;

import java.util.List;

/**
 * One section of a configuration. Immutable.
 *
 * @param kind what it is about
 * @param header its first line
 * @param lines the others, in order
 */
public record Section(SectionKind kind, Line header, List<Line> lines) {
  public Section {
    lines = List.copyOf(lines);
  }

  /** Returns its name, or an empty text. */
  public String name() {
    return header.text(1).equals("from") ? "" : header.text(1);
  }

  /** Returns the name of the defaults that it asks for, or an empty text. */
  public String from() {
    for (int i = 1; i < header.size() - 1; i++) {
      if (header.text(i).equals("from")) {
        return header.text(i + 1);
      }
    }
    return "";
  }
}
