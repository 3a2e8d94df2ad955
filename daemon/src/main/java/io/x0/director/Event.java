package io.x0.director;

import java.time.Instant;

/**
 * A change of the health of a backend, or the end of its last request while it drains. Immutable.
 *
 * @param at when
 * @param director the director of the backend
 * @param backend the backend
 * @param from the state before, such as {@code unknown}
 * @param to the state since, such as {@code online}
 * @param cause why, in a few words for an operator
 */
public record Event(
    Instant at, String director, String backend, String from, String to, String cause) {
  /** The state of a backend that takes nothing new and still has requests. */
  public static final String DRAINING = "draining";

  /** The state of a backend that drains and has no request any more. */
  public static final String DRAINED = "drained";

  /** Returns whether it tells of the end of a drain, and not of health. */
  public boolean isDrained() {
    return to.equals(DRAINED);
  }
}
