package io.x0.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a supervisor is told that x0d works, and when not. */
@Timeout(60)
class WatchdogTest {
  private final List<CompletableFuture<Void>> pulses = new CopyOnWriteArrayList<>();
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final Watchdog watchdog =
      new Watchdog(
          () -> {
            CompletableFuture<Void> pulse = new CompletableFuture<>();
            pulses.add(pulse);
            return pulse;
          },
          () -> told.add("alive"));

  @AfterEach
  void stop() {
    watchdog.stop();
  }

  private CompletableFuture<Void> pulse(int number) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (pulses.size() < number && System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
    assertThat(pulses).hasSizeGreaterThanOrEqualTo(number);
    return pulses.get(number - 1);
  }

  private void assertToldOnce() throws InterruptedException {
    assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo("alive");
  }

  @Test
  void pulse_thatComesBack_isToldAgainAndAgain() throws Exception {
    watchdog.start(Duration.ofMillis(3));
    for (int i = 1; i <= 5; i++) {
      assertThat(told).isEmpty();
      pulse(i).complete(null);
      assertToldOnce();
    }
  }

  @Test
  void pulse_thatDoesNotComeBack_isNotTold_andIsWaitedFor() throws Exception {
    watchdog.start(Duration.ofMillis(3));
    CompletableFuture<Void> first = pulse(1);
    // As many looks as there are in a second.
    assertThat(told.poll(1, TimeUnit.SECONDS)).isNull();
    assertThat(pulses).hasSize(1);

    first.complete(null);

    assertToldOnce();
    pulse(2).complete(null);
    assertToldOnce();
  }

  @Test
  void pulse_thatFails_isNotTold() throws Exception {
    watchdog.start(Duration.ofMillis(3));
    pulse(1).completeExceptionally(new IllegalStateException("broken"));
    pulse(2);
    assertThat(told).isEmpty();

    pulse(2).complete(null);

    assertToldOnce();
  }

  @Test
  void stop_saysNothingMore() throws Exception {
    watchdog.start(Duration.ofMillis(3));
    CompletableFuture<Void> first = pulse(1);
    watchdog.stop();
    first.complete(null);

    assertThat(told.poll(200, TimeUnit.MILLISECONDS)).isNull();
    assertThat(new ArrayList<>(pulses)).hasSize(1);
  }
}
