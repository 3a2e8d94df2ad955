package io.x0.director;

/** One of several edits was refused, so none of them holds. */
public final class BatchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int index;
  private final RuntimeException reason;

  BatchException(int index, RuntimeException reason) {
    super("change " + (index + 1) + ": " + reason.getMessage(), reason);
    this.index = index;
    this.reason = reason;
  }

  /** Returns which edit was refused, from 0. */
  public int index() {
    return index;
  }

  /** Returns why. */
  public RuntimeException reason() {
    return reason;
  }
}
