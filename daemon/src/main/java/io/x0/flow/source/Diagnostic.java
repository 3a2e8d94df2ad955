package io.x0.flow.source;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something wrong or doubtful in a program, and where. Immutable.
 *
 * @param severity whether the program can run
 * @param file the name the file was read by
 * @param line counted from 1
 * @param column counted from 1
 * @param message one line that says what is wrong
 * @param suggestion one line that says what would be right, if that is known
 */
public record Diagnostic(
    Severity severity,
    String file,
    int line,
    int column,
    String message,
    @Nullable String suggestion) {

  /** Longer than every message of ours, shorter than what is quoted in one can be. */
  private static final int MAX_TEXT = 2_000;

  public Diagnostic {
    message = printable(message);
    suggestion = suggestion == null ? null : printable(suggestion);
  }

  /** Messages quote the program; what is quoted must not move the cursor. */
  private static String printable(String text) {
    StringBuilder out = new StringBuilder();
    text.chars()
        .limit(MAX_TEXT)
        .forEach(c -> out.append(Character.isISOControl(c) ? '?' : (char) c));
    return out.append(text.length() > MAX_TEXT ? "..." : "").toString();
  }

  /** Whether the program can run. */
  public enum Severity {
    /** It cannot. */
    ERROR,
    /** It can, but probably not as meant. */
    WARNING
  }

  /** Returns whether the program cannot run. */
  public boolean isError() {
    return severity == Severity.ERROR;
  }

  /** Returns {@code FILE:LINE:COLUMN: error: MESSAGE}. */
  @Override
  public String toString() {
    return file
        + ":"
        + line
        + ":"
        + column
        + ": "
        + severity.name().toLowerCase(Locale.ROOT)
        + ": "
        + message;
  }
}
