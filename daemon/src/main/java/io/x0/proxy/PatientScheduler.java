package io.x0.proxy;

import io.x0.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * The timer of the proxy. What becomes due while the whole process stood still, or got no
 * processor, is done a moment later than it could be: answers that have come meanwhile are read
 * before somebody says that they are late. If the process stands still in that moment, too, it is
 * put off once more. Thread-safe.
 */
final class PatientScheduler extends ScheduledExecutorScheduler {
  /** Nothing that works is as late as that. */
  private static final Duration LATE = Duration.ofMillis(500);

  private static final Duration GRACE = Duration.ofMillis(500);

  private final Clock clock;
  private final Duration grace;

  PatientScheduler(String name, Clock clock) {
    this(name, clock, GRACE);
  }

  PatientScheduler(String name, Clock clock, Duration grace) {
    super(name, true);
    this.clock = clock;
    this.grace = grace;
  }

  @Override
  public Task schedule(Runnable task, long delay, TimeUnit unit) {
    Patient patient = new Patient(task, clock.nanos() + unit.toNanos(delay));
    patient.waiting = super.schedule(patient, delay, unit);
    return patient;
  }

  private void again(Patient patient) {
    patient.dueNanos = clock.nanos() + grace.toNanos();
    patient.waiting = super.schedule(patient, grace.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** A task that is put off as long as it is late. Thread-safe. */
  private final class Patient implements Runnable, Scheduler.Task {
    private final Runnable task;
    private final AtomicBoolean taken = new AtomicBoolean();

    /** Only to take it out of the queue early; whether it runs is for {@link #taken} to say. */
    private volatile Scheduler.Task waiting = () -> false;

    /** Confined to the timer's thread, once the task is in its queue. */
    private long dueNanos;

    Patient(Runnable task, long dueNanos) {
      this.task = task;
      this.dueNanos = dueNanos;
    }

    @Override
    public void run() {
      if (clock.nanos() - dueNanos > LATE.toNanos()) {
        again(this);
      } else if (taken.compareAndSet(false, true)) {
        task.run();
      }
    }

    @Override
    public boolean cancel() {
      boolean isFirst = taken.compareAndSet(false, true);
      var unused = waiting.cancel();
      return isFirst;
    }
  }
}
