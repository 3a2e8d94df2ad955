package io.x0.cache.body;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/** A task that waits for more bytes of a body; it runs once or, if cancelled before, never. */
final class Waiter {
  private static final AtomicReferenceFieldUpdater<Waiter, Runnable> TASK =
      AtomicReferenceFieldUpdater.newUpdater(Waiter.class, Runnable.class, "task");

  /** Absent once it ran or was cancelled; only its updater reads it. */
  @SuppressWarnings("UnusedVariable")
  private volatile @Nullable Runnable task;

  /** Who began to wait before; absent for the first. */
  private final @Nullable Waiter earlier;

  Waiter(Runnable task, @Nullable Waiter earlier) {
    this.task = task;
    this.earlier = earlier;
  }

  /** Runs the task unless that was done, or it was cancelled. */
  void run() {
    Runnable taken = TASK.getAndSet(this, null);
    if (taken != null) {
      taken.run();
    }
  }

  void cancel() {
    task = null;
  }

  /** Runs all that wait, {@code latest} being the last of them; who waited longest comes first. */
  static void runAll(@Nullable Waiter latest) {
    if (latest == null) {
      return;
    }
    if (latest.earlier == null) {
      latest.run();
      return;
    }
    int count = 0;
    for (Waiter waiter = latest; waiter != null; waiter = waiter.earlier) {
      count++;
    }
    Waiter[] inOrder = new Waiter[count];
    for (Waiter waiter = latest; waiter != null; waiter = waiter.earlier) {
      inOrder[--count] = waiter;
    }
    for (Waiter waiter : inOrder) {
      waiter.run();
    }
  }
}
