package io.x0.director;

/** Why a director did not take a request. */
public enum Rejection implements Verdict {
  /** The director is disabled. */
  DISABLED("the director is disabled"),
  /** No backend is usable, and the director does not queue then. */
  NO_BACKEND("no backend is usable"),
  /** The one backend that may serve it is unknown, unusable or full. */
  BACKEND_UNUSABLE("the backend asked for is not usable now"),
  /** As many requests wait as may. */
  QUEUE_FULL("too many requests are waiting"),
  /** It waited as long as a request may. */
  QUEUE_TIMEOUT("no backend became free in time"),
  /** The director was deleted. */
  DELETED("the director was deleted");

  private final String text;

  Rejection(String text) {
    this.text = text;
  }

  /** Returns the reason in words. */
  public String text() {
    return text;
  }
}
