package io.x0.flow.source;

import io.x0.flow.source.Diagnostic.Severity;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is wrong with a program. The same message at the same place is kept once, because a
 * handler that setup and main share is checked twice. Confined to one thread.
 */
public final class Diagnostics {
  private final Set<Diagnostic> found = new LinkedHashSet<>();

  /** Adds an error. */
  public void error(Position at, String message) {
    error(at, message, null);
  }

  /** Adds an error with what would be right. */
  public void error(Position at, String message, @Nullable String suggestion) {
    add(Severity.ERROR, at, message, suggestion);
  }

  /** Adds a warning. */
  public void warning(Position at, String message, @Nullable String suggestion) {
    add(Severity.WARNING, at, message, suggestion);
  }

  private void add(Severity severity, Position at, String message, @Nullable String suggestion) {
    found.add(new Diagnostic(severity, at.file(), at.line(), at.column(), message, suggestion));
  }

  /** Returns whether there is any error. */
  public boolean hasErrors() {
    return found.stream().anyMatch(Diagnostic::isError);
  }

  /** Returns whether there is an error on the line. */
  public boolean hasErrorAt(String file, int line) {
    return found.stream().anyMatch(d -> d.isError() && d.line() == line && d.file().equals(file));
  }

  /** Returns all in the order of the sources. */
  public List<Diagnostic> sorted(Sources sources) {
    return found.stream()
        .sorted(
            Comparator.<Diagnostic>comparingInt(d -> sources.order(d.file()))
                .thenComparingInt(Diagnostic::line)
                .thenComparingInt(Diagnostic::column))
        .toList();
  }
}
