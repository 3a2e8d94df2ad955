package io.x0.proxy.upstream.http1;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Runs a task that is handed to it within {@link #run} on the same thread when that ends, and any
 * other on the executor behind it. Thread-safe.
 *
 * <p>Jetty hands the rest of an answered request to its executor. Where the answer came on the
 * thread that the rest needs, a wake-up of another thread costs more than the request itself. What
 * is handed over within {@link #run} must not block.
 */
public final class Trampoline implements Executor {
  private final Executor executor;
  private final ThreadLocal<@Nullable Queue<Runnable>> handed = new ThreadLocal<>();

  public Trampoline(Executor executor) {
    this.executor = executor;
  }

  @Override
  public void execute(Runnable task) {
    Queue<Runnable> here = handed.get();
    if (here == null) {
      executor.execute(task);
    } else {
      here.add(task);
    }
  }

  /** Runs a task of a selector, and then what it handed over. */
  void run(Runnable task) {
    if (handed.get() != null) {
      task.run();
      return;
    }
    Queue<Runnable> here = new ArrayDeque<>(2);
    handed.set(here);
    try {
      task.run();
      for (Runnable next = here.poll(); next != null; next = here.poll()) {
        next.run();
      }
    } finally {
      handed.remove();
      // Only after a task has thrown: what is left must not be lost with it.
      here.forEach(executor::execute);
    }
  }
}
