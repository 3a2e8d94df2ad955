package io.x0.director;

/**
 * How a granted attempt at a backend ended. Immutable.
 *
 * @param kind what came of it
 * @param status the HTTP status of the answer, or 0 when there was none
 * @param bytesIn bytes of the request's body that were sent
 * @param bytesOut bytes of the answer's body that were received
 */
public record Outcome(Kind kind, int status, long bytesIn, long bytesOut) {
  /** What came of an attempt. */
  public enum Kind {
    /** The backend answered, whatever the status. */
    SERVED,
    /** The backend broke off, kept silent or answered nonsense. */
    FAILED,
    /** The backend could not be reached at all. */
    UNREACHABLE,
    /** The client left first; says nothing about the backend. */
    ABORTED,
    /** The grant was not used, or failed in a way that says nothing about the backend. */
    UNUSED
  }

  /** An attempt without an answer that failed. */
  public static final Outcome FAILED = new Outcome(Kind.FAILED, 0, 0, 0);

  /** An attempt at a backend that could not be reached. */
  public static final Outcome UNREACHABLE = new Outcome(Kind.UNREACHABLE, 0, 0, 0);

  /** An attempt whose client left before there was an answer. */
  public static final Outcome ABORTED = new Outcome(Kind.ABORTED, 0, 0, 0);

  /** An attempt that was not made, or says nothing. */
  public static final Outcome UNUSED = new Outcome(Kind.UNUSED, 0, 0, 0);

  /** Returns the outcome of an attempt that was answered. */
  public static Outcome served(int status, long bytesIn, long bytesOut) {
    return new Outcome(Kind.SERVED, status, bytesIn, bytesOut);
  }

  /** Returns this outcome as {@code other} kind, with the same figures. */
  public Outcome as(Kind other) {
    return new Outcome(other, status, bytesIn, bytesOut);
  }
}
