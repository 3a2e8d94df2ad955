package io.x0.flow.source;

import io.x0.flow.source.Diagnostic.Severity;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is wrong with a program. The same message at the same place is kept once, because a
 * handler that setup and main share is checked twice. Confined to one thread.
 */
public final class Diagnostics {
  /** To find what a name was meant to be takes a look at all names; nobody reads it that often. */
  private static final int MAX_GUESSES = 100;

  private final Set<Diagnostic> found = new LinkedHashSet<>();
  private final Set<Line> wrong = new HashSet<>();
  private int guesses;

  private record Line(String file, int number) {}

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
    if (severity == Severity.ERROR) {
      wrong.add(new Line(at.file(), at.line()));
    }
  }

  /**
   * Returns {@code did you mean 'x'?} for the nearest of the names; null if none is near, or after
   * a hundred of them.
   */
  public @Nullable String guess(String wrongName, Supplier<? extends Collection<String>> names) {
    return guesses++ < MAX_GUESSES ? NearestName.suggest(wrongName, names.get()) : null;
  }

  /** Returns whether there is any error. */
  public boolean hasErrors() {
    return !wrong.isEmpty();
  }

  /** Returns whether there is an error on the line. */
  public boolean hasErrorAt(String file, int line) {
    return wrong.contains(new Line(file, line));
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
