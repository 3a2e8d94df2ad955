package io.x0.director;

/**
 * A change that an operator asked for is not possible. The message is one line for the operator.
 */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why a change is not possible. */
  public enum Cause {
    /** What it is about does not exist. */
    NOT_FOUND,
    /** The name is taken. */
    CONFLICT,
    /** It is not allowed on this director or backend. */
    FORBIDDEN,
    /** What it is about has changed since the operator looked. */
    PRECONDITION
  }

  private final Cause reason;

  public RefusedException(Cause reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Returns why. */
  public Cause reason() {
    return reason;
  }
}
