package io.x0.director;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.common.name.BackendUrl;
import io.x0.common.unit.Capacity;
import io.x0.shaper.BucketTree;
import io.x0.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How a director lets failed requests try again. */
class RetryTest {
  private final ManualTime time = new ManualTime();
  private final ManualExecutor executor = new ManualExecutor();
  private Director director = director(Map.of());

  private Director director(Map<String, String> others) {
    Map<String, String> settings = new HashMap<>(others);
    settings.put("health-check-mode", "off");
    List<BackendConfig> backends = new ArrayList<>();
    for (String name : List.of("a", "b", "c")) {
      backends.add(
          BackendConfig.of(name, BackendUrl.parse("url", "http://10.0.0.1:80"))
              .withCapacity(new Capacity(100)));
    }
    return new Director(
        new DirectorConfig(
            "shop",
            Origin.MANAGED,
            DirectorSettings.TABLE.apply(DirectorSettings.DEFAULT, settings),
            backends,
            BucketTree.EMPTY,
            1),
        Environments.healthy(time, time, executor),
        Environments.deaf());
  }

  private List<Recorder> admit(int count) {
    List<Recorder> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Recorder request = new Recorder();
      director.admit(request);
      requests.add(request);
    }
    return requests;
  }

  private void failAndRetry(List<Recorder> requests) {
    requests.forEach(request -> request.settle(Outcome.FAILED));
    requests.forEach(director::retry);
    executor.runAll();
  }

  private static List<Recorder> granted(List<Recorder> requests) {
    return requests.stream().filter(r -> r.permit != null).toList();
  }

  @Test
  void retry_goesToABackendNotTriedYet_andIsCounted() {
    Recorder request = admit(1).get(0);
    for (int i = 0; i < 3; i++) {
      failAndRetry(List.of(request));
    }

    assertThat(request.events.subList(0, 3))
        .containsExactlyInAnyOrder("granted a", "granted b", "granted c");
    assertThat(director.snapshot().counts()).isEqualTo(new DirectorSnapshot.Counts(3, 0, 0, 3, 3));
    assertThat(director.snapshot().backends().get(0).counts().retried()).isEqualTo(1);
  }

  @Test
  void retry_beyondTheBudget_waitsForItsTurn_andNoneIsLost() {
    List<Recorder> steady = admit(60);
    List<Recorder> failing = admit(40);
    failAndRetry(failing);

    // 20 % of those in flight; the retries themselves are in flight, too.
    assertThat(granted(failing)).hasSizeBetween(12, 16);
    int first = granted(failing).size();
    List<Recorder> served = new ArrayList<>();
    while (served.size() < 40) {
      assertThat(granted(failing)).hasSizeBetween(1, 16);
      Recorder next = granted(failing).get(0);
      next.settle(Outcome.served(200, 0, 0));
      served.add(next);
      executor.runAll();
    }

    assertThat(first).isLessThan(40);
    assertThat(failing).allSatisfy(r -> assertThat(r.events).hasSize(2));
    assertThat(director.snapshot().load().current()).isEqualTo(steady.size());
  }

  @Test
  void retry_minimum_isAllowedWhateverIsInFlight() {
    director = director(Map.of("retry-budget", "0%", "retry-budget-min", "2"));
    List<Recorder> failing = admit(5);
    failAndRetry(failing);

    assertThat(granted(failing)).hasSize(2);
    granted(failing).get(0).settle(Outcome.ABORTED);
    executor.runAll();
    assertThat(granted(failing)).hasSize(2);
  }

  @Test
  void retry_thatWaits_expiresWithTheTimeOfTheRequest() {
    director = director(Map.of("retry-budget", "0%", "retry-budget-min", "1"));
    List<Recorder> failing = admit(2);
    time.advance(Duration.ofSeconds(10));
    failAndRetry(failing);
    Recorder waiting = failing.get(1);
    assertThat(waiting.permit).isNull();

    time.advance(Duration.ofSeconds(19));
    executor.runAll();
    assertThat(waiting.events).hasSize(1);
    time.advance(Duration.ofSeconds(1));
    executor.runAll();

    assertThat(waiting.events.get(1)).isEqualTo("rejected QUEUE_TIMEOUT");
  }

  @Test
  void retry_thatWaits_canBeWithdrawn_orEndsWithTheDirector() {
    director = director(Map.of("retry-budget", "0%", "retry-budget-min", "1"));
    List<Recorder> failing = admit(3);
    failAndRetry(failing);

    assertThat(director.withdraw(failing.get(1))).isTrue();
    assertThat(director.withdraw(failing.get(1))).isFalse();
    director.delete();
    executor.runAll();

    assertThat(failing.get(1).events).hasSize(1);
    assertThat(failing.get(2).events.get(1)).isEqualTo("rejected DELETED");
  }

  @Test
  void retry_moreThanTheQueueTakes_isRefused() {
    director = director(Map.of("retry-budget", "0%", "retry-budget-min", "1", "queue-limit", "1"));
    List<Recorder> failing = admit(3);
    failAndRetry(failing);

    assertThat(failing.get(2).events.get(1)).isEqualTo("rejected QUEUE_FULL");
    assertThat(director.snapshot().retryRefused()).isEqualTo(1);
  }

  @Test
  void retry_inTheQueueOfItsBucket_keepsItsPlaceInTheBudgetUntilItEnds() {
    director =
        director(Map.of("retry-budget", "0%", "retry-budget-min", "1", "max-in-flight", "2"));
    List<Recorder> first = admit(2);
    List<Recorder> queued = admit(1);
    Recorder failed = first.get(0);
    failed.settle(Outcome.FAILED);
    executor.runAll();
    assertThat(queued.get(0).events).hasSize(1);
    director.retry(failed);
    assertThat(failed.permit).as("it waits for a token").isNull();
    assertThat(director.withdraw(failed)).isTrue();

    Recorder other = first.get(1);
    other.settle(Outcome.FAILED);
    director.retry(other);
    assertThat(other.permit).as("the place of the other one is free again").isNotNull();
  }
}
