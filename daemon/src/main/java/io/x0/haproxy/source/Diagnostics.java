package io.x0.haproxy.source;

import io.x0.haproxy.source.Diagnostic.Severity;
import java.util.ArrayList;
import java.util.List;

/** Collects what is to be said about a configuration. Keeps the first ten thousand. One thread. */
public final class Diagnostics {
  private static final int KEPT = 10_000;

  private final List<Diagnostic> kept = new ArrayList<>();
  private int warnings;
  private int errors;

  /** Says that something is lost or approximated. */
  public void warning(Location at, String keyword, String message) {
    warnings++;
    keep(new Diagnostic(at, Severity.WARNING, keyword, message));
  }

  /** Says that a proxy is left out, or that the text is broken. */
  public void error(Location at, String keyword, String message) {
    errors++;
    keep(new Diagnostic(at, Severity.ERROR, keyword, message));
  }

  private void keep(Diagnostic diagnostic) {
    if (kept.size() < KEPT) {
      kept.add(diagnostic);
    }
  }

  /** Returns the first ten thousand, in the order in which they were found. */
  public List<Diagnostic> all() {
    return List.copyOf(kept);
  }

  /** Returns how many warnings there were, also those not kept. */
  public int warnings() {
    return warnings;
  }

  /** Returns how many errors there were, also those not kept. */
  public int errors() {
    return errors;
  }
}
