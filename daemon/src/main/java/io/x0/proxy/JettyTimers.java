package io.x0.proxy;

import io.x0.time.Clock;
import io.x0.time.Scheduler;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** The timers of the directors, on Jetty's scheduler; tasks run on the executor. Thread-safe. */
public final class JettyTimers implements Scheduler {
  private final org.eclipse.jetty.util.thread.Scheduler scheduler;
  private final Executor executor;
  private final Clock clock;

  public JettyTimers(
      org.eclipse.jetty.util.thread.Scheduler scheduler, Executor executor, Clock clock) {
    this.scheduler = scheduler;
    this.executor = executor;
    this.clock = clock;
  }

  @Override
  public Timer at(long deadlineNanos, Runnable task) {
    long delay = Math.max(0, deadlineNanos - clock.nanos());
    org.eclipse.jetty.util.thread.Scheduler.Task scheduled =
        scheduler.schedule(() -> executor.execute(task), delay, TimeUnit.NANOSECONDS);
    return scheduled::cancel;
  }
}
