package io.x0.director;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Keeps tasks until a test runs them, in order. One thread only. */
public final class ManualExecutor implements Executor {
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private boolean isShut;

  @Override
  public void execute(Runnable task) {
    if (isShut) {
      throw new RejectedExecutionException("shut");
    }
    tasks.add(task);
  }

  /** Runs all tasks and those that they add. */
  public void runAll() {
    Runnable next;
    while ((next = tasks.poll()) != null) {
      next.run();
    }
  }

  /** Refuses tasks from now on. */
  public void shut() {
    isShut = true;
  }

  /** Returns how many tasks wait. */
  public int size() {
    return tasks.size();
  }
}
