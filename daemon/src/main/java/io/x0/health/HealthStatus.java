package io.x0.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known of a backend at one moment. Immutable.
 *
 * @param mode when it is checked
 * @param state whether it can serve
 * @param since when it came into that state
 * @param cause why, in a few words for an operator
 * @param checks checks so far
 * @param failedChecks those of them that were not good
 * @param contrary how many of the last results in a row contradict the state
 * @param downs how often it has come to be offline
 * @param downtime how long it had been offline in all before it came into its state
 * @param last the last check, or empty when there was none
 */
public record HealthStatus(
    CheckMode mode,
    HealthState state,
    Instant since,
    String cause,
    long checks,
    long failedChecks,
    int contrary,
    long downs,
    Duration downtime,
    Optional<ProbeResult> last) {
  public HealthStatus {
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(since, "since");
    Objects.requireNonNull(cause, "cause");
    Objects.requireNonNull(downtime, "downtime");
    Objects.requireNonNull(last, "last");
  }
}
