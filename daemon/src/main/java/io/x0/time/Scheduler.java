package io.x0.time;

/** Runs a task once at a later time. Thread-safe. */
public interface Scheduler {
  /**
   * Runs {@code task} once {@link Clock#nanos} reaches {@code deadlineNanos}, never on the caller's
   * stack. Tasks do not block.
   */
  Timer at(long deadlineNanos, Runnable task);

  /** A task that waits for its time. */
  interface Timer {
    /** Makes sure that the task does not start any more; does nothing when it has. */
    void cancel();
  }
}
