package io.x0.flow.closure;

import io.x0.flow.source.Position;

/** A program did what has no result, such as a division by zero. The message starts with where. */
public final class FlowException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  /**
   * @param at the operator at fault
   * @param reason what has no result
   */
  public FlowException(Position at, String reason) {
    super(at + ": " + reason);
    this.reason = reason;
  }

  /** Returns what has no result. */
  public String reason() {
    return reason;
  }
}
