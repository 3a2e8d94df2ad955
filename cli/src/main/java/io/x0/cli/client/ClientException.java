package io.x0.cli.client;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A request had no usable answer. The message is one line for an operator. */
public final class ClientException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** What kept the answer away. */
  public enum Reason {
    /** Nobody took the request. */
    UNREACHABLE,
    /** The request was on its way for too long. */
    TIMEOUT,
    /** What came back is not an answer of the admin API. */
    BROKEN,
    /** The calling thread was interrupted. */
    INTERRUPTED
  }

  ClientException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  /** Returns the failure of somebody who does not want to wait any more. */
  public static ClientException interrupted(InterruptedException cause) {
    return new ClientException(Reason.INTERRUPTED, "interrupted", cause);
  }

  /** Returns what kept the answer away. */
  public Reason reason() {
    return reason;
  }
}
