package io.x0.director;

import org.jspecify.annotations.Nullable;

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
    /** It does not fit what is there. */
    INVALID,
    /** It is not allowed on this director or backend. */
    FORBIDDEN,
    /** What it is about has changed since the operator looked. */
    PRECONDITION,
    /** Nothing can be changed now, but soon. */
    UNAVAILABLE
  }

  private final Cause reason;
  private final @Nullable String field;

  public RefusedException(Cause reason, String message) {
    this(reason, message, null);
  }

  /**
   * @param field the field at fault in the spelling of the API, or null
   */
  public RefusedException(Cause reason, String message, @Nullable String field) {
    super(message);
    this.reason = reason;
    this.field = field;
  }

  /** Returns the field at fault in the spelling of the API, or null. */
  public @Nullable String field() {
    return field;
  }

  /** Returns why. */
  public Cause reason() {
    return reason;
  }
}
