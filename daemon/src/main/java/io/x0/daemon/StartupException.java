package io.x0.daemon;

import org.jspecify.annotations.Nullable;

/** x0d cannot start. The message is for the operator: what is wrong, where, what to do. */
final class StartupException extends Exception {
  private static final long serialVersionUID = 1L;

  StartupException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
