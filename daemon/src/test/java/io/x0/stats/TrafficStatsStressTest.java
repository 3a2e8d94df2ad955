package io.x0.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.stats.TrafficSnapshot.Second;
import io.x0.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Real threads count while others look, under a clock that stands or runs. */
class TrafficStatsStressTest {
  private static final long SECOND = 1_000_000_000;
  private static final int THREADS = 4;
  private static final int REQUESTS = 200_000;
  private static final int ROUNDS = 4_000;

  /** Virtual time that any thread may move. */
  private static final class SharedTime implements Clock {
    final AtomicLong nanos = new AtomicLong(7 * SECOND);

    @Override
    public long nanos() {
      return nanos.get();
    }

    @Override
    public Instant now() {
      return Instant.EPOCH;
    }
  }

  private final SharedTime time = new SharedTime();
  private final TrafficStats stats = new TrafficStats(time);

  @Test
  void threads_clockStands_everythingIsInOneSecond() throws Exception {
    run(0);
    time.nanos.addAndGet(SECOND);

    TrafficSnapshot snapshot = stats.snapshot();

    assertTotals(snapshot);
    assertThat(snapshot.history().get(59))
        .isEqualTo(
            new Second(
                snapshot.requests(), snapshot.errors(), snapshot.bytesIn(), snapshot.bytesOut()));
    assertThat(snapshot.latency().count()).isEqualTo((long) THREADS * REQUESTS);
    assertThat(snapshot.waiting().count()).isEqualTo((long) THREADS * REQUESTS);
    assertThat(snapshot.latency().max()).isEqualTo(REQUESTS - 1);
  }

  @Test
  void threads_clockRuns_secondsAddUpToTheTotals() throws Exception {
    run(50 * SECOND / ((long) THREADS * REQUESTS));
    time.nanos.addAndGet(SECOND);

    TrafficSnapshot snapshot = stats.snapshot();

    assertTotals(snapshot);
    assertThat(snapshot.history().stream().filter(s -> s.requests() > 0)).hasSizeGreaterThan(45);
    assertThat(sum(snapshot, Second::requests)).isEqualTo(snapshot.requests());
    assertThat(sum(snapshot, Second::errors)).isEqualTo(snapshot.errors());
    assertThat(sum(snapshot, Second::bytesIn)).isEqualTo(snapshot.bytesIn());
    assertThat(sum(snapshot, Second::bytesOut)).isEqualTo(snapshot.bytesOut());
    assertThat(snapshot.latency().count()).isEqualTo((long) THREADS * REQUESTS);
    assertThat(snapshot.waiting().count()).isEqualTo((long) THREADS * REQUESTS);
  }

  @Test
  void threads_clockRaces_nothingIsLostOrDoubled() throws Exception {
    run(SECOND / 20);

    assertTotals(stats.snapshot());
  }

  @Test
  void threads_firstTimes_areAllCounted() throws Exception {
    AtomicInteger arrived = new AtomicInteger();
    List<TrafficStats> fresh = Stream.generate(() -> new TrafficStats(time)).limit(ROUNDS).toList();
    ExecutorService executor = Executors.newFixedThreadPool(2);
    Future<?> one = executor.submit(() -> waitTogether(fresh, arrived, 1_000_000));
    Future<?> other = executor.submit(() -> waitTogether(fresh, arrived, 1_001_000));
    one.get();
    other.get();
    executor.shutdown();

    for (TrafficStats each : fresh) {
      assertThat(each.snapshot().waiting().count()).isEqualTo(2);
      assertThat(each.snapshot().waiting().max()).isEqualTo(1_001);
    }
  }

  private static void waitTogether(List<TrafficStats> fresh, AtomicInteger arrived, long nanos) {
    int round = 0;
    for (TrafficStats each : fresh) {
      round++;
      arrived.incrementAndGet();
      // Whoever yields at once comes too late to meet the other.
      for (int spins = 1; arrived.get() < 2 * round; spins++) {
        if (spins % 1_000 == 0) {
          Thread.yield();
        } else {
          Thread.onSpinWait();
        }
      }
      each.waited(nanos);
    }
  }

  /** Counts on all threads, each moving the clock by a step per request, while one looks. */
  private void run(long step) throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService executor = Executors.newFixedThreadPool(THREADS + 1);
    Future<?> looking = executor.submit(() -> look(over));
    List<Future<?>> counting = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Callable<Object> work = () -> count(step);
      counting.add(executor.submit(work));
    }
    for (Future<?> future : counting) {
      future.get();
    }
    over.set(true);
    looking.get();
    executor.shutdown();
  }

  private Object count(long step) {
    for (int i = 0; i < REQUESTS; i++) {
      stats.waited(i);
      stats.ended(i % 2 == 0 ? 200 : 500, i % 3 == 0, 1, i, i * 1_000L);
      time.nanos.addAndGet(step);
    }
    return stats;
  }

  private void look(AtomicBoolean over) {
    long before = 0;
    while (!over.get()) {
      TrafficSnapshot snapshot = stats.snapshot();
      assertThat(snapshot.requests()).isGreaterThanOrEqualTo(before);
      before = snapshot.requests();
      assertThat(snapshot.errors()).isLessThanOrEqualTo(snapshot.requests());
      assertThat(snapshot.statuses().stream().mapToLong(n -> n).sum())
          .isLessThanOrEqualTo(snapshot.requests());
      assertThat(sum(snapshot, Second::requests)).isLessThanOrEqualTo(snapshot.requests());
      assertThat(snapshot.history()).allMatch(s -> s.requests() >= 0 && s.errors() >= 0);
    }
  }

  private static void assertTotals(TrafficSnapshot snapshot) {
    long all = (long) THREADS * REQUESTS;
    assertThat(snapshot.requests()).isEqualTo(all);
    assertThat(snapshot.statuses()).containsExactly(0L, all / 2, 0L, 0L, all / 2);
    // Odd ones are errors by status; of the even ones, each third (0, 6, 12 ...) by failing.
    assertThat(snapshot.errors()).isEqualTo(all / 2 + THREADS * ((REQUESTS + 5) / 6));
    assertThat(snapshot.bytesIn()).isEqualTo(all);
    assertThat(snapshot.bytesOut()).isEqualTo(THREADS * (REQUESTS - 1L) * REQUESTS / 2);
  }

  private static long sum(TrafficSnapshot snapshot, ToLongFunction<Second> figure) {
    return snapshot.history().stream().mapToLong(figure).sum();
  }
}
