package io.x0.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a timer does after the process stood still, on a clock that a test moves. */
@Timeout(60)
class PatientSchedulerTest {
  private static final long PAUSE = Duration.ofSeconds(5).toNanos();

  private final AtomicLong nanos = new AtomicLong(1);
  private final List<String> ran = new CopyOnWriteArrayList<>();
  private final PatientScheduler scheduler =
      new PatientScheduler(
          "test",
          new Clock() {
            @Override
            public long nanos() {
              return nanos.get();
            }

            @Override
            public Instant now() {
              return Instant.EPOCH;
            }
          },
          Duration.ofMillis(1));

  @BeforeEach
  void start() {
    LifeCycle.start(scheduler);
  }

  @AfterEach
  void stop() {
    LifeCycle.stop(scheduler);
  }

  /** Makes the one thread of the scheduler busy until it is counted down. */
  private CountDownLatch occupy() {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    schedule(
        () -> {
          begun.countDown();
          await(busy);
        });
    await(begun);
    return busy;
  }

  private Scheduler.Task schedule(Runnable task) {
    return scheduler.schedule(task, 0, TimeUnit.MILLISECONDS);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void pass(long millis) {
    try {
      assertThat(new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS)).isFalse();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void awaitAll() {
    CountDownLatch all = new CountDownLatch(1);
    // Behind what is put off by a moment.
    scheduler.schedule(all::countDown, 100, TimeUnit.MILLISECONDS);
    await(all);
  }

  @Test
  void late_letsOthersGoFirst() {
    CountDownLatch busy = occupy();
    schedule(() -> ran.add("deadline"));
    nanos.addAndGet(PAUSE);
    schedule(() -> ran.add("news"));
    busy.countDown();
    awaitAll();

    assertThat(ran).containsExactly("news", "deadline");
  }

  @Test
  void lateAgain_letsOthersGoFirstAgain() {
    CountDownLatch busy = occupy();
    schedule(() -> ran.add("deadline"));
    nanos.addAndGet(PAUSE);
    schedule(
        () -> {
          // The deadline, put off, and the news are both due when this ends.
          nanos.addAndGet(PAUSE);
          scheduler.schedule(() -> ran.add("news"), 1, TimeUnit.MILLISECONDS);
          pass(20);
        });
    busy.countDown();
    awaitAll();

    assertThat(ran).containsExactly("news", "deadline");
  }

  @Test
  void inTime_keepsItsOrder() {
    CountDownLatch busy = occupy();
    schedule(() -> ran.add("deadline"));
    nanos.addAndGet(Duration.ofMillis(500).toNanos());
    schedule(() -> ran.add("news"));
    busy.countDown();
    awaitAll();

    assertThat(ran).containsExactly("deadline", "news");
  }

  @Test
  void late_cancelledMeanwhile_doesNotRun() {
    CountDownLatch busy = occupy();
    Scheduler.Task deadline = schedule(() -> ran.add("deadline"));
    nanos.addAndGet(PAUSE);
    schedule(() -> ran.add(deadline.cancel() ? "in time" : "too late"));
    busy.countDown();
    awaitAll();

    assertThat(ran).containsExactly("in time");
    assertThat(deadline.cancel()).isFalse();
  }

  @Test
  void cancel_afterItRan_saysSo() {
    Scheduler.Task task = schedule(() -> ran.add("ran"));
    awaitAll();

    assertThat(task.cancel()).isFalse();
    assertThat(ran).containsExactly("ran");
  }
}
