package io.x0.health;

import java.util.Objects;

/**
 * What came of a check. Immutable.
 *
 * @param good whether the backend can serve
 * @param detail why, in a few words for an operator, such as {@code status 200} or {@code
 *     connection refused}
 * @param nanos how long the check took, in nanoseconds
 */
public record ProbeResult(boolean good, String detail, long nanos) {
  public ProbeResult {
    Objects.requireNonNull(detail, "detail");
  }
}
