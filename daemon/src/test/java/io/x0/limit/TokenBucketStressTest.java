package io.x0.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** However many threads take, no token is taken twice and none is lost. */
@Timeout(60)
class TokenBucketStressTest {
  private static final int THREADS = 8;

  @Test
  void take_manyThreads_getAsManyAsThereAre() throws Exception {
    AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
    Clock clock =
        new Clock() {
          @Override
          public long nanos() {
            return nanos.get();
          }

          @Override
          public Instant now() {
            return Instant.EPOCH;
          }
        };
    // So many that all threads are awake long before the last is taken.
    long burst = 200_000;
    long rounds = 20;
    TokenBucket bucket = new TokenBucket(new Rate(100, burst), clock);
    CyclicBarrier barrier = new CyclicBarrier(THREADS, () -> nanos.addAndGet(100 * burst));
    Callable<Long> taker =
        () -> {
          long taken = 0;
          for (int round = 0; round < rounds; round++) {
            while (bucket.take() == 0) {
              taken++;
            }
            barrier.await();
          }
          return taken;
        };
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<Long>> takers = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        takers.add(threads.submit(taker));
      }
      long taken = 0;
      for (Future<Long> each : takers) {
        taken += each.get();
      }
      assertThat(taken).isEqualTo(burst * rounds);
    } finally {
      threads.shutdownNow();
    }
  }
}
