package io.x0.flow.source;

import java.util.List;

/**
 * Shows diagnostics to a reader: the message, the source line, a caret below the place, and what
 * would be right. Confined to one thread.
 */
public final class DiagnosticText {
  private final Sources sources;

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
      out.append(visible(line)).append('\n');
      out.append(indent(line, diagnostic.column())).append("^\n");
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

  /** Control characters other than tab must not reach a terminal. */
  private static String visible(String line) {
    StringBuilder out = new StringBuilder();
    line.codePoints()
        .map(c -> c != '\t' && Character.isISOControl(c) ? '?' : c)
        .forEach(out::appendCodePoint);
    return out.toString();
  }

  /** Keeps tabs, so that the caret lands below its character however wide a tab is. */
  private static String indent(String line, int column) {
    StringBuilder out = new StringBuilder();
    line.codePoints().limit(column - 1L).forEach(c -> out.append(c == '\t' ? '\t' : ' '));
    return out.toString();
  }
}
