package io.x0.director;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.common.name.BackendUrl;
import io.x0.common.unit.Capacity;
import io.x0.shaper.BucketTree;
import io.x0.time.ManualTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SchedulerSwitchTest {
  private final ManualTime time = new ManualTime();
  private final ManualExecutor executor = new ManualExecutor();
  private final Deque<Recorder> inFlight = new ArrayDeque<>();
  private final Deque<Recorder> waiting = new ArrayDeque<>();

  private static BackendConfig backend(String name, int capacity) {
    return BackendConfig.of(name, BackendUrl.parse("url", "http://127.0.0.1:8081"))
        .withCapacity(new Capacity(capacity));
  }

  private static DirectorConfig config(BackendConfig... backends) {
    return Environments.unchecked(
        new DirectorConfig(
            "shop",
            Origin.MANAGED,
            DirectorSettings.DEFAULT,
            List.of(backends),
            BucketTree.EMPTY,
            1));
  }

  private static DirectorConfig with(DirectorConfig config, SchedulerKind kind) {
    return config.withSettings(
        DirectorSettings.TABLE.apply(
            config.settings(), Map.of("scheduler", kind.name().toLowerCase().replace('_', '-'))));
  }

  private Director director(DirectorConfig config) {
    return new Director(
        config, Environments.healthy(time, time, executor), Environments.drained(name -> {}));
  }

  private void admit(Director director) {
    Recorder request = new Recorder();
    director.admit(request);
    (request.permit == null ? waiting : inFlight).add(request);
  }

  private static boolean isOnA(Recorder request) {
    return request.permit != null && request.permit.backend().name().equals("a");
  }

  private static void serve(Recorder request) {
    request.settle(Outcome.served(200, 0, 0));
  }

  private void moveGranted() {
    executor.runAll();
    for (Recorder request : List.copyOf(waiting)) {
      if (request.permit != null) {
        waiting.remove(request);
        inFlight.add(request);
      }
    }
  }

  @Test
  void configure_anotherSchedulerUnderLoad_losesNoRequest() {
    DirectorConfig config = config(backend("a", 3), backend("b", 2), backend("c", 4));
    Director director = director(config);
    for (int i = 0; i < 20; i++) {
      admit(director);
    }
    assertThat(inFlight).hasSize(9);
    List<Recorder> order = new ArrayList<>(waiting);
    Random random = new Random(11);

    for (int round = 0; round < 200; round++) {
      SchedulerKind kind = SchedulerKind.values()[random.nextInt(5)];
      director.configure(with(config, kind));
      moveGranted();

      assertThat(director.snapshot().load().current()).as("in flight").isEqualTo(9);
      assertThat(director.snapshot().queued().current()).as("in the queue").isEqualTo(11);
      assertThat(inFlight).hasSize(9);
      serve(inFlight.remove());
      moveGranted();
      assertThat(waiting).as("served in the order of arrival under %s", kind).hasSize(10);
      order.remove(0);
      assertThat(waiting).containsExactlyElementsOf(order);
      admit(director);
      order.add(waiting.getLast());
    }

    while (!inFlight.isEmpty()) {
      serve(inFlight.remove());
      moveGranted();
    }
    assertThat(waiting).isEmpty();
    assertThat(director.snapshot().load().current()).isZero();
    assertThat(director.snapshot().load().total()).isEqualTo(220);
    for (String name : List.of("a", "b", "c")) {
      assertThat(director.inFlight(name)).contains(0L);
    }
  }

  @ParameterizedTest
  @EnumSource(SchedulerKind.class)
  void configure_anyScheduler_takesEverySlotAndNoMore(SchedulerKind kind) {
    Director director =
        director(with(config(backend("a", 3), backend("b", 2), backend("c", 4)), kind));

    for (int i = 0; i < 12; i++) {
      admit(director);
    }

    assertThat(inFlight).hasSize(9);
    assertThat(director.inFlight("a")).contains(3L);
    assertThat(director.inFlight("b")).contains(2L);
    assertThat(director.inFlight("c")).contains(4L);
  }

  @Test
  void configure_backToRoundRobinAfterAnother_sharesEvenlyAtOnce() {
    DirectorConfig config = config(backend("a", 1000), backend("b", 1000));
    Director director = director(with(config, SchedulerKind.LEAST_LOAD));
    for (int i = 0; i < 20; i++) {
      admit(director);
    }
    inFlight.stream().filter(SchedulerSwitchTest::isOnA).forEach(SchedulerSwitchTest::serve);
    for (int i = 0; i < 300; i++) {
      admit(director);
      assertThat(isOnA(inFlight.getLast())).as("the idle one").isTrue();
      serve(inFlight.removeLast());
    }
    long before = director.inFlight("a").orElseThrow();

    director.configure(config);
    for (int i = 0; i < 100; i++) {
      admit(director);
    }

    assertThat(director.inFlight("a").orElseThrow() - before).isEqualTo(50);
  }

  @Test
  void configure_chance_isInForceAtOnceAndRoundRobinAgain() {
    DirectorConfig config = config(backend("a", 50), backend("b", 50));
    Director director = director(config);
    for (int i = 0; i < 10; i++) {
      admit(director);
    }
    assertThat(director.inFlight("a")).contains(5L);

    director.configure(with(config, SchedulerKind.CHANCE));
    for (int i = 0; i < 10; i++) {
      admit(director);
    }
    assertThat(director.inFlight("a")).contains(15L);

    director.configure(config);
    for (int i = 0; i < 10; i++) {
      admit(director);
    }
    assertThat(director.inFlight("a")).contains(20L);
    assertThat(director.inFlight("b")).contains(10L);
  }
}
