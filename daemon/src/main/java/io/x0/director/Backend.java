package io.x0.director;

import io.x0.common.unit.Capacity;
import io.x0.director.Agenda.Alarm;
import io.x0.director.Agenda.Task;
import io.x0.director.DirectorSnapshot.BackendSnapshot;
import io.x0.health.HealthSettings;
import io.x0.health.HealthState;
import io.x0.health.HealthTracker;
import io.x0.stats.LoadCounter;
import io.x0.stats.TrafficStats;
import io.x0.time.Clock;

/**
 * One live backend: its configuration and what it does now. Confined to the director's lock, but
 * for {@link #config} and {@link #traffic}.
 */
final class Backend {
  private volatile BackendConfig config;
  final LoadCounter load = new LoadCounter();
  final AttemptCounts counts = new AttemptCounts();
  final TrafficStats traffic;
  final HealthTracker health;
  final Ramp ramp = new Ramp();

  final Alarm check = new Alarm(this, Task.CHECK);
  final Alarm step = new Alarm(this, Task.STEP);
  final Alarm drain = new Alarm(this, Task.DRAIN);

  /** Counts the checks begun; the result of any but the last is not wanted any more. */
  int checkNumber;

  /** Whether a check is under way. */
  boolean isChecking;

  /** Whether it came back, and waits for an operator: see sticky-offline-mode. */
  boolean isHeld;

  /** Whether it was told that this one has drained. */
  boolean isDrainTold;

  /** Whether it was usable when it was last looked at. */
  boolean wasUsable;

  /** Whether it starts slowly when it becomes usable. */
  boolean isCold;

  /** When it last had a request, in nanoseconds of the clock. */
  long lastBusyNanos;

  /** Its turn among its peers; see {@link RoundRobin}. */
  double turn;

  /** Its place in its scheduler, or -1 while it is not eligible. */
  int heapIndex = -1;

  /** The definition order, which breaks ties. */
  int order;

  Backend(BackendConfig config, HealthSettings health, Clock clock) {
    this.config = config;
    this.traffic = new TrafficStats(clock);
    this.health = new HealthTracker(health, clock.now());
    this.lastBusyNanos = clock.nanos();
  }

  BackendConfig config() {
    return config;
  }

  void configure(BackendConfig value) {
    if (value.role() != config.role()) {
      // Turns of one role mean nothing in another: it joins its new peers at their present turn.
      turn = 0;
    }
    if (value.revision() != config.revision()) {
      isHeld = false;
    }
    config = value;
  }

  /** Returns whether it could serve if it had a free slot. */
  boolean isUsable() {
    return config.enabled()
        && config.role() != Role.TERMINATE
        && !isHeld
        && health.state() == HealthState.ONLINE;
  }

  /** Returns whether it can take one more request now. */
  boolean isEligible() {
    return isUsable() && load.current() < slots();
  }

  /** Returns how many requests it may have in flight now, from 1. */
  int slots() {
    Capacity capacity = config.capacity();
    return capacity.isUnlimited() ? capacity.slots() : ramp.slots(capacity.slots());
  }

  /** Returns its present share among its peers, more than 0. */
  double weight() {
    return config.weight() * ramp.share(config.capacity());
  }

  /** Returns how much of what it can do is in use; comparable with that of its peers. */
  double pressure() {
    double capacity =
        config.capacity().isUnlimited() ? config.capacity().slots() * weight() : slots();
    return load.current() / capacity;
  }

  /** Returns whether it was kept to finish its requests only, and has. */
  boolean isRemovable() {
    return config.role() == Role.TERMINATE && load.current() == 0;
  }

  /** Returns whether it drains by the will of an operator, and has nothing left. */
  boolean isDrained() {
    return config.adminState() == AdminState.DRAIN && load.current() == 0;
  }

  BackendSnapshot snapshot() {
    return new BackendSnapshot(
        config,
        isUsable(),
        isHeld,
        health.status(),
        config.capacity().isUnlimited() ? Capacity.UNLIMITED : new Capacity(slots()),
        ramp.percent(config.capacity()),
        load.snapshot(),
        counts.snapshot(),
        traffic);
  }
}
