package io.x0.director;

import io.x0.common.unit.Capacity;
import java.util.OptionalLong;

/**
 * How far one backend is on its way to its capacity. Confined to the director's lock. It changes at
 * {@link #nextNanos} only, when {@link #advance} is called: so everything that was derived from it
 * holds in between.
 */
final class Ramp {
  /** Backends without a limit rise by weight, in percent. */
  private static final int PERCENT = 100;

  private SlowStart slowStart = SlowStart.OFF;
  private long startNanos;
  private long ageNanos;
  private boolean isRising;

  /** Begins at the bottom. */
  void start(SlowStart value, long nowNanos) {
    slowStart = value;
    startNanos = nowNanos;
    ageNanos = 0;
    isRising = !value.period().isZero();
  }

  /** Brings another rise into force for one that is under way. */
  void configure(SlowStart value) {
    slowStart = value;
    isRising &= !value.period().isZero();
  }

  /** Is at the top at once. */
  void end() {
    isRising = false;
  }

  /** Moves on to what is due by now. */
  void advance(long nowNanos) {
    ageNanos = nowNanos - startNanos;
    isRising &= ageNanos < slowStart.period().toNanos();
  }

  /** Returns when it changes next, or empty when it is at the top. */
  OptionalLong nextNanos(Capacity capacity) {
    if (!isRising) {
      return OptionalLong.empty();
    }
    long step = slowStart.nextStep(full(capacity), ageNanos);
    // At the full number already, but the end of the period is still to be noticed.
    long age = step < 0 ? slowStart.period().toNanos() : step;
    return OptionalLong.of(startNanos + age);
  }

  /** Returns how many of {@code full} slots there are now. */
  int slots(int full) {
    return isRising ? slowStart.at(full, ageNanos) : full;
  }

  /** Returns its share of the full capacity or weight, from more than 0 to 1. */
  double share(Capacity capacity) {
    return isRising ? slots(full(capacity)) / (double) full(capacity) : 1;
  }

  /** Returns the share in percent, from 1. */
  int percent(Capacity capacity) {
    return (int) Math.max(1, Math.floor(share(capacity) * PERCENT + 1e-6));
  }

  private static int full(Capacity capacity) {
    return capacity.isUnlimited() ? PERCENT : capacity.slots();
  }
}
