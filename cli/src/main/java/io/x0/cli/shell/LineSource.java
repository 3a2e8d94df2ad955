package io.x0.cli.shell;

import org.jspecify.annotations.Nullable;

/** Somebody who types lines. */
interface LineSource {
  /** They want to begin anew: Ctrl-C. */
  final class CancelledException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Returns the next line, which may hold several, or null when there is no more: Ctrl-D.
   *
   * @throws CancelledException if the line was cancelled
   */
  @Nullable String read(String prompt);
}
