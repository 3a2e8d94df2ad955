package io.x0.admin;

import java.util.concurrent.CompletableFuture;

/** The access logs, as operators see them. Thread-safe. */
public interface LogControl {
  /**
   * Opens the files again by their names, after something else has renamed them.
   *
   * @return done when no more lines go to the files there were; fails with one line that says which
   *     file and why
   */
  CompletableFuture<Void> reopen();
}
