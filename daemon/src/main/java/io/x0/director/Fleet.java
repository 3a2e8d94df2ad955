package io.x0.director;

import io.x0.director.Agenda.Alarm;
import io.x0.health.ProbeResult;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The backends of a director as they come, go, fall ill, recover and warm up. Whenever which of
 * them are usable may have changed, it says so: the number of tokens is to be counted afresh then.
 * Confined to the director's lock.
 */
final class Fleet {
  private final Environment environment;
  private final Agenda agenda;
  private final Roster roster;
  private final HealthMonitor health;
  private DirectorConfig config;

  Fleet(DirectorConfig config, Environment environment) {
    RandomGenerator random = environment.random(config.name());
    this.config = config;
    this.environment = environment;
    this.agenda = new Agenda(environment.clock().nanos());
    this.roster = new Roster(random);
    this.health = new HealthMonitor(config.name(), environment, agenda, random);
  }

  /** Returns who may serve next. */
  Roster roster() {
    return roster;
  }

  /**
   * Takes over a configuration.
   *
   * @param isBoot whether the process starts, so that nothing has been cold before
   */
  void configure(DirectorConfig value, boolean isBoot, Decisions decisions) {
    config = value;
    Map<String, BackendConfig> before = new HashMap<>();
    roster.all().forEach(b -> before.put(b.config().name(), b.config()));
    for (Backend gone :
        roster.configure(value.settings().scheduler(), value.backends(), this::create)) {
      health.forget(gone);
      agenda.clear(gone.step);
      agenda.clear(gone.drain);
    }
    for (Backend backend : roster.all()) {
      adopt(backend, before.get(backend.config().name()), isBoot, decisions);
    }
    roster.review();
    roster.all().forEach(this::notice);
  }

  private Backend create(BackendConfig backend) {
    return new Backend(backend, backend.health(config.settings().health()), environment.clock());
  }

  private void adopt(
      Backend backend, @Nullable BackendConfig before, boolean isBoot, Decisions decisions) {
    BackendConfig now = backend.config();
    boolean isOther =
        before != null && !(before.url().equals(now.url()) && before.link().equals(now.link()));
    if (before == null) {
      backend.isCold = !isBoot || config.settings().slowStart().onBoot();
    } else if (isOther) {
      backend.isCold = true;
      backend.wasUsable = false;
    }
    health.configure(backend, now.health(config.settings().health()), isOther, decisions);
    backend.ramp.configure(slowStart(backend));
    if (now.role() != Role.TERMINATE) {
      agenda.clear(backend.drain);
    } else if (backend.isRemovable()) {
      decisions.addDrained(now.name());
    } else if (before == null || before.role() != Role.TERMINATE) {
      long limit = config.settings().timeouts().drain().toNanos();
      if (limit > 0) {
        agenda.set(backend.drain, environment.clock().nanos() + limit);
      }
    }
    if (now.adminState() != AdminState.DRAIN) {
      backend.isDrainTold = false;
    } else if (isBoot) {
      // That it drained was told before the process began.
      backend.isDrainTold = true;
    }
    noticeDrain(backend, "it had no request in flight", decisions);
  }

  /** Tells once that a backend has drained. */
  private void noticeDrain(Backend backend, String cause, Decisions decisions) {
    if (backend.isDrained() && !backend.isDrainTold) {
      backend.isDrainTold = true;
      decisions.addEvent(
          new Event(
              environment.clock().now(),
              config.name(),
              backend.config().name(),
              Event.DRAINING,
              Event.DRAINED,
              cause));
    }
  }

  private SlowStart slowStart(Backend backend) {
    SlowStart common = config.settings().slowStart();
    return backend.config().own().slowStart().map(common::over).orElse(common);
  }

  /** Draws the consequences of a change of one backend. */
  private void review(Backend backend) {
    roster.review();
    notice(backend);
  }

  private void notice(Backend backend) {
    boolean isUsable = backend.isUsable();
    if (isUsable && !backend.wasUsable) {
      if (backend.isCold) {
        backend.ramp.start(slowStart(backend), environment.clock().nanos());
      }
      backend.isCold = true;
    } else if (!isUsable) {
      backend.ramp.end();
    }
    backend.wasUsable = isUsable;
    planStep(backend);
    roster.refresh(backend);
  }

  private void planStep(Backend backend) {
    OptionalLong next = backend.ramp.nextNanos(backend.config().capacity());
    if (next.isPresent()) {
      agenda.set(backend.step, next.getAsLong());
    } else {
      agenda.clear(backend.step);
    }
  }

  /**
   * Notes how an attempt ended.
   *
   * @return whether usable backends may have changed
   */
  boolean settled(Backend backend, Outcome outcome, long nowNanos, Decisions decisions) {
    backend.lastBusyNanos = nowNanos;
    backend.counts.ended(outcome.kind());
    if (!roster.isLive(backend)) {
      return false;
    }
    if (backend.isRemovable()) {
      decisions.addDrained(backend.config().name());
    }
    noticeDrain(backend, "its last request has ended", decisions);
    if (health.observed(backend, outcome, decisions)) {
      review(backend);
      return true;
    }
    roster.refresh(backend);
    return false;
  }

  /**
   * Does what is due.
   *
   * @param checker begins the check of a backend, see {@link #begin}, or puts it off
   * @return whether effective capacities changed
   */
  boolean tick(long nowNanos, Consumer<Backend> checker, Decisions decisions) {
    boolean changed = false;
    Alarm alarm;
    while ((alarm = agenda.next(nowNanos)) != null) {
      Backend backend = alarm.backend;
      switch (alarm.task) {
        case CHECK -> {
          if (!backend.isChecking && health.isDue(backend, nowNanos)) {
            checker.accept(backend);
          }
        }
        case STEP -> {
          backend.ramp.advance(nowNanos);
          planStep(backend);
          roster.refresh(backend);
          changed = true;
        }
        case DRAIN -> decisions.addDrained(backend.config().name());
      }
    }
    return changed;
  }

  /** Returns whether a check of this backend takes a slot and a token while it lasts. */
  boolean takesPlace(Backend backend) {
    return HealthMonitor.isOpportunity(backend);
  }

  /** Begins a check after the lock; {@code done} gets its result. */
  void begin(Backend backend, Consumer<ProbeResult> done, Decisions decisions) {
    health.begin(backend, done, decisions);
  }

  /** Puts a check off, because there is no room for it. */
  void putOff(Backend backend) {
    health.putOff(backend);
  }

  /**
   * Takes the result of a check, unless the backend has changed since it began.
   *
   * @param number what {@link Backend#checkNumber} was when it began
   * @return whether usable backends may have changed
   */
  boolean checked(Backend backend, int number, ProbeResult result, Decisions decisions) {
    boolean isWanted = roster.isLive(backend) && backend.checkNumber == number;
    if (isWanted && health.checked(backend, result, decisions)) {
      review(backend);
      return true;
    }
    return false;
  }

  /** Stops to check. */
  void stop() {
    roster.all().forEach(health::forget);
  }

  /** Returns when {@link #tick} has something to do, or empty. */
  OptionalLong earliest() {
    return agenda.earliest();
  }
}
