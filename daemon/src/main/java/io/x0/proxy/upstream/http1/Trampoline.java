package io.x0.proxy.upstream.http1;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.eclipse.jetty.util.thread.TryExecutor;

/**
 * Runs a task that is handed to it within {@link #run} on the same thread when that ends, and any
 * other on the executor behind it. Thread-safe.
 *
 * <p>Jetty hands the rest of an answered request to its executor. Where the answer came on the
 * thread that the rest needs, a wake-up of another thread costs more than the request itself. What
 * is handed over within {@link #run} must not block.
 */
public final class Trampoline implements TryExecutor {
  private final Executor executor;
  private final TryExecutor tryExecutor;
  private final ThreadLocal<Landing> landings = ThreadLocal.withInitial(Landing::new);

  /** What one thread has been handed. Confined to it. */
  private static final class Landing {
    private final Queue<Runnable> tasks = new ArrayDeque<>(4);
    private boolean isRunning;
  }

  public Trampoline(Executor executor) {
    this.executor = executor;
    this.tryExecutor = TryExecutor.asTryExecutor(executor);
  }

  @Override
  public void execute(Runnable task) {
    Landing here = landings.get();
    if (here.isRunning) {
      here.tasks.add(task);
    } else {
      executor.execute(task);
    }
  }

  /** Jetty asks so where a task may block: that is never for the thread that asks. */
  @Override
  public boolean tryExecute(Runnable task) {
    return tryExecutor.tryExecute(task);
  }

  /** Runs a task of a selector, and then what it handed over. */
  public void run(Runnable task) {
    Landing here = landings.get();
    if (here.isRunning) {
      task.run();
      return;
    }
    here.isRunning = true;
    try {
      task.run();
      for (Runnable next = here.tasks.poll(); next != null; next = here.tasks.poll()) {
        next.run();
      }
    } finally {
      here.isRunning = false;
      // Only after a task has thrown: what is left must not be lost with it.
      for (Runnable left = here.tasks.poll(); left != null; left = here.tasks.poll()) {
        executor.execute(left);
      }
    }
  }
}
