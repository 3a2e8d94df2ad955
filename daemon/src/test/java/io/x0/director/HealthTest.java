package io.x0.director;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.common.name.BackendUrl;
import io.x0.common.unit.Capacity;
import io.x0.director.DirectorSnapshot.BackendSnapshot;
import io.x0.health.HealthState;
import io.x0.shaper.BucketTree;
import io.x0.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a director does about the health of its backends, under virtual time. */
class HealthTest {
  private static final Duration NOW = Duration.ZERO;

  private final ManualTime time = new ManualTime();
  private final ManualExecutor executor = new ManualExecutor();
  private final ManualProbe probe = new ManualProbe();
  private final List<String> events = new ArrayList<>();
  private final List<String> stuck = new ArrayList<>();

  private final DirectorListener listener =
      new DirectorListener() {
        @Override
        public void drained(String director, String backend) {}

        @Override
        public void stuck(String director, String backend) {
          stuck.add(backend);
        }

        @Override
        public void happened(Event event) {
          events.add(event.backend() + " " + event.from() + "->" + event.to());
        }
      };

  private static BackendConfig backend(String name, int capacity) {
    return BackendConfig.of(name, BackendUrl.parse("url", "http://10.0.0.1:80"))
        .withCapacity(new Capacity(capacity));
  }

  private static DirectorConfig config(Map<String, String> settings, BackendConfig... backends) {
    return new DirectorConfig(
        "shop",
        Origin.MANAGED,
        DirectorSettings.TABLE.apply(DirectorSettings.DEFAULT, settings),
        List.of(backends),
        BucketTree.EMPTY,
        1);
  }

  private static Map<String, String> mode(String mode, String... others) {
    Map<String, String> settings = new HashMap<>();
    settings.put("health-check-mode", mode);
    for (int i = 0; i < others.length; i += 2) {
      settings.put(others[i], others[i + 1]);
    }
    return settings;
  }

  private Director director(DirectorConfig config) {
    Director director =
        new Director(config, new Environment(time, time, executor, probe, 1), listener);
    run(NOW);
    return director;
  }

  private void run(Duration duration) {
    time.advance(duration);
    executor.runAll();
  }

  private Recorder admit(Director director) {
    Recorder recorder = new Recorder();
    director.admit(recorder);
    return recorder;
  }

  private BackendSnapshot only(Director director) {
    return director.snapshot().backends().get(0);
  }

  private void end(String backend, boolean good) {
    probe.end(backend, good);
    executor.runAll();
  }

  /** Ends checks as they come, all with the same result, for a while. */
  private void checksFor(Duration duration, boolean good) {
    Duration step = Duration.ofMillis(10);
    for (Duration d = Duration.ZERO; d.compareTo(duration) < 0; d = d.plus(step)) {
      run(step);
      probe.endAll(good);
      executor.runAll();
    }
  }

  @Test
  void paranoid_waitsForTheFirstCheck_whichBeginsAtOnce() {
    Director director = director(config(mode("paranoid"), backend("a", 2)));
    Recorder waiting = admit(director);

    assertThat(probe.running()).containsExactly("a");
    assertThat(waiting.events).isEmpty();
    end("a", true);

    assertThat(waiting.events).containsExactly("granted a");
    assertThat(events).containsExactly("a unknown->online");
  }

  @Test
  void paranoid_checksForEver_withJitterAroundTheInterval() {
    Director director = director(config(mode("paranoid"), backend("a", 2)));
    checksFor(Duration.ofSeconds(200), true);

    assertThat(probe.started()).as("every 2 s, give or take").isBetween(95, 105);
    assertThat(only(director).health().checks()).isBetween(95L, 105L);
    assertThat(events).containsExactly("a unknown->online");
  }

  @Test
  void paranoid_manyBackends_areSpreadOverTheInterval() {
    BackendConfig[] backends = new BackendConfig[200];
    for (int i = 0; i < backends.length; i++) {
      backends[i] = backend("b" + i, 1);
    }
    director(config(mode("paranoid"), backends));
    probe.endAll(true);

    List<Integer> perTenth = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      int before = probe.started();
      run(Duration.ofMillis(100));
      perTenth.add(probe.started() - before);
      probe.endAll(true);
    }

    assertThat(perTenth).as("of 200 in 2 s").allSatisfy(n -> assertThat(n).isBetween(1, 30));
  }

  @Test
  void offline_threeBadChecks_thenTwoGoodOnes_fasterThanTheInterval() {
    Director director = director(config(mode("paranoid"), backend("a", 2)));
    end("a", true);

    checksFor(Duration.ofSeconds(2 + 2), false);
    assertThat(only(director).health().state()).isEqualTo(HealthState.OFFLINE);
    assertThat(only(director).isUsable()).isFalse();
    checksFor(Duration.ofSeconds(3), true);

    assertThat(only(director).health().state()).isEqualTo(HealthState.ONLINE);
    assertThat(events)
        .containsExactly("a unknown->online", "a online->offline", "a offline->online");
  }

  @Test
  void lazy_neverChecksWhileOnline_onlyWhileOffline() {
    Director director = director(config(mode("lazy"), backend("a", 2)));
    assertThat(admit(director).events).containsExactly("granted a");
    checksFor(Duration.ofSeconds(60), true);
    assertThat(probe.started()).isZero();

    for (int i = 0; i < 3; i++) {
      Recorder request = admit(director);
      request.settle(Outcome.FAILED);
    }
    checksFor(Duration.ofSeconds(5), false);
    int whileOffline = probe.started();
    assertThat(whileOffline).isBetween(2, 5);
    checksFor(Duration.ofSeconds(5), true);

    assertThat(only(director).health().state()).isEqualTo(HealthState.ONLINE);
    int atTheEnd = probe.started();
    checksFor(Duration.ofSeconds(60), true);
    assertThat(probe.started()).as("stops once online").isEqualTo(atTheEnd);
  }

  @Test
  void lazy_oneFailure_isNotChecked() {
    Director director = director(config(mode("lazy"), backend("a", 2)));
    admit(director).settle(Outcome.FAILED);
    checksFor(Duration.ofSeconds(10), true);

    assertThat(probe.started()).isZero();
    assertThat(only(director).isUsable()).isTrue();
  }

  @Test
  void opportunistic_checksOnlyWhenIdleForAnInterval_andTakesAPlaceMeanwhile() {
    Director director = director(config(mode("opportunistic"), backend("a", 2)));
    for (int i = 0; i < 100; i++) {
      Recorder request = admit(director);
      run(Duration.ofMillis(500));
      request.settle(Outcome.served(200, 0, 0));
      run(Duration.ofMillis(500));
    }
    assertThat(probe.started()).as("while there are requests").isZero();

    run(Duration.ofMillis(2500));
    assertThat(probe.running()).containsExactly("a");
    assertThat(director.snapshot().load().current()).isEqualTo(1);
    Recorder beside = admit(director);
    Recorder waiting = admit(director);
    assertThat(beside.events).containsExactly("granted a");
    assertThat(waiting.events).as("the check holds the other slot").isEmpty();

    end("a", true);
    assertThat(waiting.events).containsExactly("granted a");
    assertThat(director.snapshot().load().total()).as("checks are no requests").isEqualTo(102);
    assertThat(director.snapshot().load().current()).isEqualTo(2);
  }

  @Test
  void opportunistic_offline_isCheckedWithoutAPlace() {
    Director director = director(config(mode("opportunistic"), backend("a", 1)));
    admit(director).settle(Outcome.UNREACHABLE);
    run(Duration.ofSeconds(1));

    assertThat(probe.running()).containsExactly("a");
    assertThat(director.snapshot().load().current()).isZero();
  }

  @Test
  void off_isNeverCheckedAndAlwaysUsable() {
    Director director = director(config(mode("off"), backend("a", 2)));
    for (int i = 0; i < 10; i++) {
      admit(director).settle(Outcome.UNREACHABLE);
    }
    checksFor(Duration.ofSeconds(60), true);

    assertThat(probe.started()).isZero();
    assertThat(admit(director).events).containsExactly("granted a");
  }

  @Test
  void unreachable_isOfflineAtOnce_andTheQueueWaitsForRecovery() {
    Director director = director(config(mode("paranoid"), backend("a", 1)));
    end("a", true);
    Recorder request = admit(director);
    Recorder waiting = admit(director);

    request.settle(Outcome.UNREACHABLE);
    executor.runAll();
    assertThat(waiting.events).isEmpty();
    assertThat(events).contains("a online->offline");
    checksFor(Duration.ofSeconds(2), true);

    assertThat(waiting.events).containsExactly("granted a");
  }

  @Test
  void errors_areNoFailures_unlessOutliersCount() {
    Director plain = director(config(mode("lazy"), backend("a", 1)));
    Director strict = director(config(mode("lazy", "outlier-5xx", "true"), backend("a", 1)));
    for (int i = 0; i < 3; i++) {
      admit(plain).settle(Outcome.served(503, 0, 0));
      admit(strict).settle(Outcome.served(503, 0, 0));
    }

    assertThat(only(plain).isUsable()).isTrue();
    assertThat(only(strict).isUsable()).isFalse();
    assertThat(only(strict).health().cause()).isEqualTo("request answered with 503");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void clientsThatLeave_sayNothing(boolean isAbort) {
    Director director = director(config(mode("lazy"), backend("a", 1)));
    for (int i = 0; i < 10; i++) {
      admit(director).settle(isAbort ? Outcome.ABORTED : Outcome.UNUSED);
    }

    assertThat(only(director).isUsable()).isTrue();
  }

  @Test
  void stickyOffline_comesBackHeld_untilAnOperatorTouchesIt() {
    Map<String, String> settings = mode("paranoid", "sticky-offline-mode", "true");
    DirectorConfig config = config(settings, backend("a", 1));
    Director director = director(config);
    end("a", true);
    assertThat(stuck).as("unknown to online is no return").isEmpty();
    admit(director).settle(Outcome.UNREACHABLE);
    Recorder waiting = admit(director);
    checksFor(Duration.ofSeconds(3), true);

    assertThat(only(director).health().state()).isEqualTo(HealthState.ONLINE);
    assertThat(only(director).held()).isTrue();
    assertThat(waiting.events).isEmpty();
    assertThat(stuck).containsExactly("a");

    DirectorConfig disabled = config.withBackend(config.backends().get(0).withEnabled(false));
    director.configure(disabled);
    executor.runAll();
    assertThat(waiting.events).isEmpty();
    director.configure(disabled.withBackend(disabled.backends().get(0).withEnabled(true)));
    executor.runAll();
    assertThat(waiting.events).containsExactly("granted a");
  }

  @Test
  void backup_servesWhileNoOtherIsOnline_andIsIdleAgainAfterwards() {
    Director director =
        director(config(mode("paranoid"), backend("a", 1), backend("b", 1).withRole(Role.BACKUP)));
    probe.endAll(true);
    executor.runAll();
    Recorder onA = admit(director);
    Recorder waiting = admit(director);
    assertThat(onA.events).containsExactly("granted a");
    assertThat(waiting.events).as("a is full, but usable").isEmpty();

    onA.settle(Outcome.UNREACHABLE);
    executor.runAll();
    assertThat(waiting.events).containsExactly("granted b");
    checksFor(Duration.ofSeconds(3), true);
    waiting.settle(Outcome.served(200, 0, 0));

    assertThat(admit(director).events).containsExactly("granted a");
    assertThat(admit(director).events).isEmpty();
  }

  @Test
  void enqueueOnUnavailableOff_rejectsWhatWaits_whenTheLastBackendGoes() {
    Map<String, String> settings = mode("paranoid", "enqueue-on-unavailable", "false");
    Director director = director(config(settings, backend("a", 1)));
    end("a", true);
    Recorder onA = admit(director);
    Recorder waiting = admit(director);

    onA.settle(Outcome.UNREACHABLE);
    executor.runAll();

    assertThat(waiting.events).containsExactly("rejected NO_BACKEND");
    assertThat(admit(director).events).containsExactly("rejected NO_BACKEND");
  }

  @Test
  void recovery_drainsTheQueueAtFullCapacityAtOnce() {
    Director director = director(config(mode("paranoid"), backend("a", 30), backend("b", 20)));
    List<Recorder> waiting = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      waiting.add(admit(director));
    }
    end("a", true);
    assertThat(waiting).filteredOn(r -> r.permit != null).hasSize(30);
    end("b", true);
    assertThat(waiting).filteredOn(r -> r.permit != null).hasSize(50);

    for (Recorder request : waiting) {
      Objects.requireNonNull(request.permit).settle(Outcome.served(200, 0, 0));
      executor.runAll();
    }
    assertThat(waiting).allSatisfy(r -> assertThat(r.events).hasSize(1));
    assertThat(director.snapshot().load().total()).isEqualTo(500);
  }

  @Test
  void otherAddress_isAnotherBackend_theOldCheckSaysNothing() {
    DirectorConfig config = config(mode("paranoid"), backend("a", 1));
    Director director = director(config);
    end("a", true);
    assertThat(only(director).isUsable()).isTrue();
    run(Duration.ofSeconds(3));
    assertThat(probe.running()).containsExactly("a");

    director.configure(
        config.withBackend(
            config.backends().get(0).withUrl(BackendUrl.parse("url", "http://10.0.0.9:80"))));
    run(NOW);
    assertThat(only(director).health().state()).isEqualTo(HealthState.UNKNOWN);
    assertThat(probe.running()).containsExactly("a", "a");
    end("a", true);
    assertThat(only(director).health().state())
        .as("the old address")
        .isEqualTo(HealthState.UNKNOWN);
    end("a", true);
    assertThat(only(director).health().state()).isEqualTo(HealthState.ONLINE);
  }

  @Test
  void removed_isNotCheckedAnyMore() {
    DirectorConfig config = config(mode("paranoid"), backend("a", 1));
    Director director = director(config);
    end("a", true);
    director.configure(config.withoutBackend("a"));
    checksFor(Duration.ofSeconds(60), true);

    assertThat(probe.started()).isEqualTo(1);
    assertThat(time.pending()).isZero();
  }

  @Test
  void deleted_isNotCheckedAnyMore() {
    Director director = director(config(mode("paranoid"), backend("a", 1)));
    end("a", true);
    director.delete();
    checksFor(Duration.ofSeconds(60), true);

    assertThat(probe.started()).isEqualTo(1);
  }

  @Test
  void checkNow_isOnceAtATime() {
    Director director = director(config(mode("lazy"), backend("a", 1)));

    assertThat(director.checkNow("a")).isTrue();
    assertThat(director.checkNow("a")).isFalse();
    assertThat(director.checkNow("nobody")).isFalse();
    executor.runAll();
    assertThat(probe.running()).containsExactly("a");
    end("a", true);
    assertThat(only(director).health().checks()).isEqualTo(1);
    assertThat(director.checkNow("a")).isTrue();
  }

  @Test
  void ownMode_overridesThatOfTheDirector() {
    BackendConfig own =
        BackendConfig.TABLE.apply(backend("a", 1), Map.of("health-check-mode", "off"));
    Director director = director(config(mode("paranoid"), own));

    assertThat(admit(director).events).containsExactly("granted a");
    assertThat(probe.started()).isZero();
  }

  @Test
  void slowStart_afterRecovery_risesByExactSteps_andServesTheQueueAtEach() {
    Map<String, String> settings = mode("paranoid", "slow-start", "10s", "queue-timeout", "1h");
    DirectorConfig config = config(settings, backend("a", 40));
    Director director = director(config);
    end("a", true);
    assertThat(only(director).throttle()).as("at the start of x0d nothing is cold").isEqualTo(100);
    admit(director).settle(Outcome.UNREACHABLE);
    List<Recorder> waiting = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      waiting.add(admit(director));
    }
    while (only(director).health().state() != HealthState.ONLINE) {
      run(Duration.ofMillis(1));
      probe.endAll(true);
      executor.runAll();
    }
    assertThat(granted(waiting)).isEqualTo(4);
    assertThat(only(director).throttle()).isEqualTo(10);
    assertThat(only(director).capacity().slots()).isEqualTo(4);

    run(Duration.ofMillis(1249));
    assertThat(granted(waiting)).isEqualTo(4);
    run(Duration.ofMillis(1));
    assertThat(granted(waiting)).isEqualTo(5);
    run(Duration.ofMillis(3750));
    assertThat(granted(waiting)).isEqualTo(20);
    assertThat(only(director).throttle()).isEqualTo(50);
    run(Duration.ofMillis(5000));
    assertThat(granted(waiting)).isEqualTo(40);
    assertThat(only(director).throttle()).isEqualTo(100);
  }

  private static long granted(List<Recorder> requests) {
    return requests.stream().filter(r -> r.permit != null).count();
  }

  @Test
  void slowStart_newBackendOfARunningDirectorAndEnabledOne_riseToo() {
    Map<String, String> settings = mode("off", "slow-start", "10s");
    DirectorConfig config = config(settings, backend("a", 40));
    Director director = director(config);
    assertThat(only(director).capacity().slots()).isEqualTo(40);

    DirectorConfig more = config.withBackend(backend("b", 20));
    director.configure(more);
    assertThat(director.snapshot().backends().get(1).capacity().slots()).isEqualTo(2);
    DirectorConfig without = more.withBackend(more.backends().get(0).withEnabled(false));
    director.configure(without);
    director.configure(without.withBackend(more.backends().get(0)));
    assertThat(only(director).capacity().slots()).isEqualTo(4);
    assertThat(director.snapshot().buckets().get(0).ceil()).as("tokens").isEqualTo(6);
  }

  @Test
  void slowStart_onBootAndOwnPeriod() {
    Map<String, String> settings = mode("off", "slow-start-on-boot", "true");
    BackendConfig own = BackendConfig.TABLE.apply(backend("a", 40), Map.of("slow-start", "10s"));
    Director director = director(config(settings, own, backend("b", 40)));

    assertThat(director.snapshot().backends())
        .extracting(b -> b.capacity().slots())
        .containsExactly(4, 40);
  }
}
