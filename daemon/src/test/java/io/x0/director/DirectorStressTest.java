package io.x0.director;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.common.name.BackendUrl;
import io.x0.common.unit.Capacity;
import io.x0.shaper.BucketTree;
import io.x0.time.Clock;
import io.x0.time.ManualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real threads: no slot is lost or given twice, every admission ends once. */
class DirectorStressTest {
  private static final int CAPACITY = 3;
  private static final int CLIENTS = 4;
  private static final int REQUESTS = 20_000;

  @Test
  @Timeout(120)
  void admitSettleWithdrawConfigure_concurrently_keepTheBooks() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(CLIENTS);
    BackendConfig a =
        BackendConfig.of("a", BackendUrl.parse("url", "http://127.0.0.1:1"))
            .withCapacity(new Capacity(CAPACITY));
    DirectorConfig config =
        new DirectorConfig(
            "shop",
            Origin.MANAGED,
            DirectorSettings.TABLE.apply(
                DirectorSettings.DEFAULT, Map.of("queue-limit", "1000000")),
            List.of(a),
            BucketTree.EMPTY,
            1);
    Director director =
        new Director(
            Environments.unchecked(config),
            Environments.healthy(Clock.system(), new ManualTime(), pool),
            Environments.deaf());
    AtomicInteger inFlight = new AtomicInteger();
    AtomicInteger overCapacity = new AtomicInteger();
    AtomicLong ended = new AtomicLong();
    AtomicLong endedTwice = new AtomicLong();
    CountDownLatch clients = new CountDownLatch(CLIENTS);

    for (int client = 0; client < CLIENTS; client++) {
      int seed = client;
      pool.execute(
          () -> {
            List<Admission> mine = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
              Admission admission =
                  new Admission("") {
                    private final AtomicInteger ends = new AtomicInteger();

                    @Override
                    protected void granted(Permit permit) {
                      if (inFlight.incrementAndGet() > CAPACITY) {
                        overCapacity.incrementAndGet();
                      }
                      end();
                      inFlight.decrementAndGet();
                      permit.settle(Outcome.served(200, 0, 0));
                    }

                    @Override
                    protected void rejected(Rejection rejection) {
                      end();
                    }

                    private void end() {
                      ended.incrementAndGet();
                      if (ends.incrementAndGet() > 1) {
                        endedTwice.incrementAndGet();
                      }
                    }
                  };
              mine.add(admission);
              director.admit(admission);
              if ((i + seed) % 7 == 0 && director.withdraw(mine.get(mine.size() / 2))) {
                ended.incrementAndGet();
              }
              if ((i + seed) % 101 == 0) {
                director.configure(config);
              }
            }
            clients.countDown();
          });
    }
    assertThat(clients.await(60, TimeUnit.SECONDS)).isTrue();
    DirectorSnapshot still = director.snapshot();
    while (still.load().current() + still.queued().current() > 0) {
      Thread.onSpinWait();
      still = director.snapshot();
    }
    pool.shutdown();
    assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();

    DirectorSnapshot end = director.snapshot();
    assertThat(overCapacity).hasValue(0);
    assertThat(endedTwice).hasValue(0);
    assertThat(ended).hasValue((long) CLIENTS * REQUESTS);
    assertThat(end.load().current()).isZero();
    assertThat(end.queued().current()).isZero();
    assertThat(end.load().max()).isBetween(1L, (long) CAPACITY);
  }
}
