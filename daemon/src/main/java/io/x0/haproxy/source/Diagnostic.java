package io.x0.haproxy.source;

import io.x0.common.OneLine;
import java.util.Locale;

/**
 * One thing to say about a configuration. Immutable.
 *
 * @param at where
 * @param severity how bad
 * @param keyword what it is about
 * @param message what is wrong, or lost
 */
public record Diagnostic(Location at, Severity severity, String keyword, String message) {
  private static final int KEYWORD = 80;
  private static final int MESSAGE = 300;

  /** How bad something is. */
  public enum Severity {
    /** Something is lost or approximated; the rest works. */
    WARNING,
    /** A proxy is left out, or the text is broken. */
    ERROR
  }

  public Diagnostic {
    keyword = OneLine.of(keyword, KEYWORD);
    message = OneLine.of(message, MESSAGE);
  }

  /** Returns one line: {@code file:line: warning: keyword: message}. */
  @Override
  public String toString() {
    return at.lineText()
        + ": "
        + severity.name().toLowerCase(Locale.ROOT)
        + ": "
        + keyword
        + ": "
        + message;
  }
}
