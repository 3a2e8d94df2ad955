package io.x0.director;

import io.x0.health.CheckMode;
import io.x0.health.HealthSettings;
import io.x0.health.HealthState;
import io.x0.health.HealthTracker;
import io.x0.health.Probe;
import io.x0.health.ProbeResult;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Decides when the backends of a director are checked, and what results and requests say about
 * them. Confined to the director's lock; checks begin and events are told after it.
 */
final class HealthMonitor {
  /** An interval is stretched or shrunk by at most this, so that checks do not fall into step. */
  private static final double JITTER = 0.1;

  private final String director;
  private final Environment environment;
  private final Agenda agenda;
  private final RandomGenerator random;

  HealthMonitor(String director, Environment environment, Agenda agenda, RandomGenerator random) {
    this.director = director;
    this.environment = environment;
    this.agenda = agenda;
    this.random = random;
  }

  /**
   * Takes over what a configuration says about a backend.
   *
   * @param isOther whether it has another address than before
   */
  void configure(Backend backend, HealthSettings settings, boolean isOther, Decisions decisions) {
    HealthTracker health = backend.health;
    HealthSettings before = health.settings();
    track(backend, () -> health.configure(settings, environment.clock().now()), decisions);
    if (isOther) {
      forget(backend);
      track(backend, () -> health.reset(environment.clock().now()), decisions);
    }
    if (health.checks() == 0 && !backend.isChecking && backend.checkNumber == 0) {
      first(backend);
    } else if (isOther) {
      first(backend);
    } else if (!before.equals(settings)) {
      schedule(backend);
    }
  }

  /** Stops to care for a backend. */
  void forget(Backend backend) {
    agenda.clear(backend.check);
    // What is under way is not about this backend any more.
    backend.checkNumber++;
    backend.isChecking = false;
  }

  private void first(Backend backend) {
    if (backend.health.settings().mode() == CheckMode.PARANOID && isCared(backend)) {
      agenda.set(backend.check, environment.clock().nanos());
    } else {
      schedule(backend);
    }
  }

  private static boolean isCared(Backend backend) {
    return backend.config().role() != Role.TERMINATE;
  }

  /** Sets the time of the next check, if there is to be one. */
  private void schedule(Backend backend) {
    HealthSettings settings = backend.health.settings();
    boolean isDown = backend.health.state() == HealthState.OFFLINE;
    boolean wanted =
        switch (settings.mode()) {
          case PARANOID, OPPORTUNISTIC -> true;
          case LAZY -> isDown;
          case OFF -> false;
        };
    if (!wanted || !isCared(backend)) {
      agenda.clear(backend.check);
    } else if (!backend.isChecking) {
      agenda.set(backend.check, environment.clock().nanos() + pause(backend));
    }
  }

  private long pause(Backend backend) {
    HealthSettings settings = backend.health.settings();
    if (backend.health.isInDoubt()) {
      return jittered(shorter(settings.fastInterval(), settings.interval()));
    }
    if (backend.health.checks() == 1) {
      // Backends that came together were checked together: from here on they are spread.
      return (long) (settings.interval().toNanos() * (1 - random.nextDouble()));
    }
    return jittered(settings.interval());
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private long jittered(Duration interval) {
    return (long) (interval.toNanos() * (1 + JITTER * (2 * random.nextDouble() - 1)));
  }

  /**
   * Returns whether a check is to begin now that its time has come. A backend that is checked only
   * when it has nothing to do is looked at again later.
   */
  boolean isDue(Backend backend, long nowNanos) {
    HealthTracker health = backend.health;
    if (!isOpportunity(backend)) {
      return true;
    }
    long idleFrom = backend.load.current() > 0 ? nowNanos : backend.lastBusyNanos;
    long idleUntil = idleFrom + health.settings().interval().toNanos();
    if (idleUntil - nowNanos <= 0) {
      return true;
    }
    agenda.set(backend.check, idleUntil);
    return false;
  }

  /** Returns whether a check takes the place of a request, because the backend is in service. */
  static boolean isOpportunity(Backend backend) {
    return backend.health.settings().mode() == CheckMode.OPPORTUNISTIC
        && backend.health.state() == HealthState.ONLINE;
  }

  /** Puts a check off: there was no room for it. */
  void putOff(Backend backend) {
    schedule(backend);
  }

  /** Begins a check after the lock; {@code done} gets its result. */
  void begin(Backend backend, Consumer<ProbeResult> done, Decisions decisions) {
    agenda.clear(backend.check);
    backend.isChecking = true;
    backend.checkNumber++;
    BackendConfig config = backend.config();
    Probe.Target target =
        new Probe.Target(
            director,
            config.name(),
            config.url(),
            config.link(),
            backend.health.settings().check());
    decisions.add(() -> environment.probe().start(target, done));
  }

  /**
   * Takes the result of a check.
   *
   * @return whether the state changed
   */
  boolean checked(Backend backend, ProbeResult result, Decisions decisions) {
    backend.isChecking = false;
    boolean isBack = backend.health.state() == HealthState.OFFLINE;
    boolean changed =
        track(backend, () -> backend.health.checked(result, environment.clock().now()), decisions);
    if (changed
        && isBack
        && backend.health.settings().stickyOffline()
        && backend.config().enabled()) {
      backend.isHeld = true;
      decisions.addStuck(backend.config().name());
    }
    schedule(backend);
    return changed;
  }

  /**
   * Takes what a request says about its backend.
   *
   * @return whether the state changed
   */
  boolean observed(Backend backend, Outcome outcome, Decisions decisions) {
    HealthTracker health = backend.health;
    HealthSettings settings = health.settings();
    if (settings.mode() == CheckMode.OFF) {
      return false;
    }
    boolean isError = outcome.status() >= 500 && settings.outlier5xx();
    int weight = outcome.kind() == Outcome.Kind.UNREACHABLE ? settings.fall() : 1;
    switch (outcome.kind()) {
      case SERVED -> {
        if (!isError) {
          health.answered();
          return false;
        }
      }
      case ABORTED, UNUSED -> {
        return false;
      }
      case FAILED, UNREACHABLE -> {}
    }
    String cause =
        "request " + (isError ? "answered with " + outcome.status() : word(outcome.kind()));
    boolean changed =
        track(backend, () -> health.failed(weight, cause, environment.clock().now()), decisions);
    if (!backend.isChecking && isCared(backend) && (changed || settings.mode() != CheckMode.LAZY)) {
      agenda.setAtLatest(
          backend.check,
          environment.clock().nanos()
              + jittered(shorter(settings.fastInterval(), settings.interval())));
    }
    return changed;
  }

  private static String word(Outcome.Kind kind) {
    return kind == Outcome.Kind.UNREACHABLE ? "found no connection" : "failed";
  }

  private interface Change {
    boolean apply();
  }

  private boolean track(Backend backend, Change change, Decisions decisions) {
    HealthState before = backend.health.state();
    boolean changed = change.apply();
    if (changed) {
      decisions.addEvent(
          new Event(
              environment.clock().now(),
              director,
              backend.config().name(),
              word(before),
              word(backend.health.state()),
              backend.health.cause()));
    }
    return changed;
  }

  static String word(HealthState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
