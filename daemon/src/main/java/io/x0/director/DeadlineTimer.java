package io.x0.director;

import io.x0.time.Scheduler;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The one timer of a director, set to the earliest deadline. Confined to the director's lock. */
final class DeadlineTimer {
  private final Scheduler scheduler;
  private final Runnable task;
  private Scheduler.@Nullable Timer timer;
  private long deadlineNanos;

  DeadlineTimer(Scheduler scheduler, Runnable task) {
    this.scheduler = scheduler;
    this.task = task;
  }

  /** Makes sure that the task runs at {@code next}, if there is one, or before. */
  void arm(OptionalLong next) {
    if (next.isPresent() && (timer == null || next.getAsLong() - deadlineNanos < 0)) {
      disarm();
      deadlineNanos = next.getAsLong();
      timer = scheduler.at(deadlineNanos, task);
    }
  }

  /** Makes sure that the task does not start any more, unless it has. */
  void disarm() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  /** Notes that the task has started. */
  void started() {
    timer = null;
  }
}
