package io.x0.flow.source;

import java.util.List;

/**
 * Shows diagnostics to a reader: the message, the source line, a caret below the place, and what
 * would be right. Confined to one thread.
 */
public final class DiagnosticText {
  /** How much of a line is shown before and behind the place; lines of people are shorter. */
  private static final int BEFORE = 120;

  private static final int BEHIND = 60;
  private static final String CUT = "...";

  private final Sources sources;

  /** The last place, so that many in one long line are found by going on from there. */
  private String lastLine = "";

  private int lastColumn = 1;
  private int lastIndex;

  /**
   * @param sources where the source lines come from
   */
  public DiagnosticText(Sources sources) {
    this.sources = sources;
  }

  /** Returns the text of one diagnostic, each line ended. */
  public String render(Diagnostic diagnostic) {
    StringBuilder out = new StringBuilder();
    out.append(diagnostic).append('\n');
    String line = sources.line(diagnostic.file(), diagnostic.line());
    if (!line.isBlank()) {
      int place = index(line, diagnostic.column());
      int from = place - BEFORE <= CUT.length() ? 0 : place - BEFORE;
      int to = line.length() - place <= BEHIND + CUT.length() ? line.length() : place + BEHIND;
      String before = (from == 0 ? "" : CUT) + line.substring(from, place);
      String behind = line.substring(place, to) + (to == line.length() ? "" : CUT);
      out.append(visible(before + behind)).append('\n');
      out.append(indent(before)).append("^\n");
    }
    if (diagnostic.suggestion() != null) {
      out.append("  ").append(diagnostic.suggestion()).append('\n');
    }
    return out.toString();
  }

  /** Returns the text of all, one after the other. */
  public String render(List<Diagnostic> diagnostics) {
    StringBuilder out = new StringBuilder();
    diagnostics.forEach(d -> out.append(render(d)));
    return out.toString();
  }

  /** Returns the index of the character in a column, which counts code points. */
  @SuppressWarnings("ReferenceEquality") // The line, not one like it: it is only a shortcut.
  private int index(String line, int column) {
    if (line != lastLine || column < lastColumn) {
      lastLine = line;
      lastColumn = 1;
      lastIndex = 0;
    }
    while (lastColumn < column && lastIndex < line.length()) {
      lastIndex += Character.charCount(line.codePointAt(lastIndex));
      lastColumn++;
    }
    return lastIndex;
  }

  /** Control characters other than tab must not reach a terminal. */
  private static String visible(String line) {
    StringBuilder out = new StringBuilder();
    line.codePoints()
        .map(c -> c != '\t' && Character.isISOControl(c) ? '?' : c)
        .forEach(out::appendCodePoint);
    return out.toString();
  }

  /** Keeps tabs, so that the caret lands below its character however wide a tab is. */
  private static String indent(String before) {
    StringBuilder out = new StringBuilder();
    before.codePoints().forEach(c -> out.append(c == '\t' ? '\t' : ' '));
    return out.toString();
  }
}
