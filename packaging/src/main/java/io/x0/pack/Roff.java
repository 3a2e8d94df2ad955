package io.x0.pack;

import java.util.Map;

/** Text as roff, the language of manual pages, means it. Stateless. */
final class Roff {
  private static final Map<Character, String> NAMED =
      Map.ofEntries(
          Map.entry('\\', "\\e"),
          Map.entry('\'', "\\(aq"),
          Map.entry('`', "\\(ga"),
          Map.entry('^', "\\(ha"),
          Map.entry('~', "\\(ti"),
          Map.entry('"', "\\(dq"),
          Map.entry('\u2013', "\\(en"),
          Map.entry('\u2014', "\\(em"),
          Map.entry('\u2026', "..."),
          Map.entry('\u2192', "\\(->"),
          Map.entry('\u2265', "\\(>="),
          Map.entry('\u2264', "\\(<="),
          Map.entry('\u00d7', "\\(mu"));

  private Roff() {}

  /** Returns prose, in which a dash is a hyphen. */
  static String prose(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      String name = NAMED.get(c);
      if (name != null) {
        out.append(name);
      } else if (c < 128) {
        out.append(c);
      } else {
        out.append("\\[u%04X]".formatted((int) c));
      }
    }
    return out.toString();
  }

  /** Returns what somebody types or reads as it is, in which a dash is a minus. */
  static String literal(String text) {
    return prose(text).replace("-", "\\-");
  }

  static String bold(String text) {
    return "\\fB" + literal(text) + "\\fR";
  }

  static String italic(String text) {
    return "\\fI" + literal(text) + "\\fR";
  }

  /** Returns a line of text that roff does not take for a request. */
  static String line(String text) {
    return (text.startsWith(".") || text.startsWith("'") ? "\\&" : "") + text + "\n";
  }

  /** Returns lines that are shown as they are. */
  static String example(String lines) {
    StringBuilder out = new StringBuilder(".P\n.RS\n.EX\n");
    lines.lines().forEach(text -> out.append(line(literal(text))));
    return out.append(".EE\n.RE\n").toString();
  }

  /** Returns the first line of a page. */
  static String title(String name, int section, String date, String version) {
    return ".TH "
        + literal(name.toUpperCase(java.util.Locale.ROOT))
        + " "
        + section
        + " "
        + date
        + " \"x0 "
        + version
        + "\" \"x0 manual\"\n";
  }
}
