package io.x0.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The state of one backend: unknown, online, offline. Confined to the lock of its owner.
 *
 * <pre>
 *   unknown --1 good check--> online --fall failures in a row--> offline
 *   unknown --fall failures-> offline --rise good checks in a row--> online
 * </pre>
 *
 * <p>Failures are bad checks and failed requests alike. A backend that is not checked is online,
 * and one that is checked only when in doubt is online until it fails.
 */
public final class HealthTracker {
  private HealthSettings settings;
  private HealthState state;
  private Instant since;
  private String cause;
  private int good;
  private int bad;
  private long checks;
  private long failedChecks;
  private long downs;
  private Duration downtime = Duration.ZERO;
  private Optional<ProbeResult> last = Optional.empty();

  /** Makes the tracker of a backend nothing is known of yet. */
  public HealthTracker(HealthSettings settings, Instant now) {
    this.settings = settings;
    this.state = initial(settings.mode());
    this.since = now;
    this.cause = reason(settings.mode());
  }

  private static HealthState initial(CheckMode mode) {
    return mode == CheckMode.PARANOID ? HealthState.UNKNOWN : HealthState.ONLINE;
  }

  private static String reason(CheckMode mode) {
    return switch (mode) {
      case PARANOID -> "not checked yet";
      case LAZY, OPPORTUNISTIC -> "taken for online until it fails";
      case OFF -> "not checked";
    };
  }

  /** Returns the settings in force. */
  public HealthSettings settings() {
    return settings;
  }

  /** Returns whether it can serve, or is not known yet. */
  public HealthState state() {
    return state;
  }

  /** Returns why it is in that state, in a few words. */
  public String cause() {
    return cause;
  }

  /** Returns whether the last results contradict the state, or there is none yet. */
  public boolean isInDoubt() {
    return switch (state) {
      case UNKNOWN -> true;
      case ONLINE -> bad > 0;
      case OFFLINE -> good > 0;
    };
  }

  /** Returns how many checks there have been. */
  public long checks() {
    return checks;
  }

  /**
   * Brings other settings into force; the state is kept as far as they allow.
   *
   * @return whether the state changed
   */
  public boolean configure(HealthSettings value, Instant now) {
    CheckMode before = settings.mode();
    settings = value;
    if (value.mode() == before) {
      return false;
    }
    boolean isTrusted =
        value.mode() == CheckMode.OFF
            || (value.mode() != CheckMode.PARANOID && state == HealthState.UNKNOWN);
    if (isTrusted) {
      return become(HealthState.ONLINE, reason(value.mode()), now);
    }
    if (before == CheckMode.OFF && value.mode() == CheckMode.PARANOID) {
      // It serves already: one good check is owed, but nobody waits for it.
      cause = reason(value.mode());
    }
    return false;
  }

  /** Forgets everything, because the backend is another one now. */
  public boolean reset(Instant now) {
    last = Optional.empty();
    return become(initial(settings.mode()), reason(settings.mode()), now);
  }

  /**
   * Takes the result of a check.
   *
   * @return whether the state changed
   */
  public boolean checked(ProbeResult result, Instant now) {
    checks++;
    last = Optional.of(result);
    if (!result.good()) {
      failedChecks++;
      return failed(1, "check failed: " + result.detail(), now);
    }
    bad = 0;
    if (state == HealthState.ONLINE) {
      return false;
    }
    good++;
    boolean isEnough = state == HealthState.UNKNOWN || good >= settings.rise();
    return isEnough && become(HealthState.ONLINE, "check passed: " + result.detail(), now);
  }

  /**
   * Takes a failure of the backend.
   *
   * @param weight how many failures it counts for
   * @param why what happened, in a few words
   * @return whether the state changed
   */
  public boolean failed(int weight, String why, Instant now) {
    good = 0;
    if (state == HealthState.OFFLINE || settings.mode() == CheckMode.OFF) {
      return false;
    }
    bad += Math.min(weight, settings.fall());
    return bad >= settings.fall() && become(HealthState.OFFLINE, why, now);
  }

  /** Takes note that the backend answered a request. */
  public void answered() {
    if (state == HealthState.ONLINE) {
      bad = 0;
    }
  }

  private boolean become(HealthState next, String why, Instant now) {
    boolean changes = next != state;
    if (changes && state == HealthState.OFFLINE) {
      downtime = downtime.plus(Duration.between(since, now));
    }
    if (changes && next == HealthState.OFFLINE) {
      downs++;
    }
    state = next;
    cause = why;
    good = 0;
    bad = 0;
    if (changes) {
      since = now;
    }
    return changes;
  }

  /** Returns what is known. */
  public HealthStatus status() {
    return new HealthStatus(
        settings.mode(),
        state,
        since,
        cause,
        checks,
        failedChecks,
        state == HealthState.ONLINE ? bad : good,
        downs,
        downtime,
        last);
  }
}
