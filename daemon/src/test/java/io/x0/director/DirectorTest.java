package io.x0.director;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.common.name.BackendUrl;
import io.x0.common.unit.Capacity;
import io.x0.shaper.BucketSpec;
import io.x0.shaper.BucketTree;
import io.x0.shaper.Share;
import io.x0.time.ManualTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class DirectorTest {
  private final ManualTime time = new ManualTime();
  private final Deque<Runnable> executor = new ArrayDeque<>();
  private final List<String> drained = new ArrayList<>();

  private static BackendConfig backend(String name, int capacity) {
    return BackendConfig.of(name, BackendUrl.parse("url", "http://127.0.0.1:8081"))
        .withCapacity(new Capacity(capacity));
  }

  private static DirectorConfig config(BackendConfig... backends) {
    return new DirectorConfig(
        "shop",
        Origin.MANAGED,
        Environments.unchecked(DirectorSettings.DEFAULT),
        List.of(backends),
        BucketTree.EMPTY,
        1);
  }

  private static DirectorConfig with(DirectorConfig config, String key, String value) {
    return config.withSettings(DirectorSettings.TABLE.apply(config.settings(), Map.of(key, value)));
  }

  private Director director(DirectorConfig config) {
    return new Director(
        Environments.unchecked(config),
        Environments.healthy(time, time, executor::add),
        Environments.drained(drained::add));
  }

  private void runExecutor() {
    Runnable next;
    while ((next = executor.poll()) != null) {
      next.run();
    }
  }

  private static Recorder admit(Director director) {
    Recorder recorder = new Recorder();
    director.admit(recorder);
    return recorder;
  }

  private static String backendOf(Recorder recorder) {
    return Objects.requireNonNull(recorder.permit).backend().name();
  }

  @Test
  void admit_freeSlots_takesTurns() {
    Director director = director(config(backend("a", 10), backend("b", 10), backend("c", 10)));

    List<String> served = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      served.add(backendOf(admit(director)));
    }

    assertThat(served).containsExactly("a", "b", "c", "a", "b", "c");
  }

  @Test
  void admit_weights_sharesSmoothly() {
    DirectorConfig config =
        config(
            BackendConfig.TABLE.apply(backend("a", 100), Map.of("weight", "3")), backend("b", 100));
    Director director = director(config);

    List<String> served = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      served.add(backendOf(admit(director)));
    }

    assertThat(served).filteredOn("a"::equals).hasSize(6);
    assertThat(String.join("", served)).doesNotContain("bb").doesNotContain("aaaa");
  }

  @Test
  void admit_backendFull_isSkippedUntilItHasASlot() {
    Director director = director(config(backend("a", 1), backend("b", 2)));
    Recorder onA = admit(director);
    admit(director);
    admit(director);

    onA.settle(Outcome.served(200, 0, 0));

    assertThat(backendOf(admit(director))).isEqualTo("a");
    assertThat(director.inFlight("a")).contains(1L);
    assertThat(director.inFlight("b")).contains(2L);
  }

  @Test
  void admit_allFull_queuesInOrderAndServesOnRelease() {
    Director director = director(config(backend("a", 1)));
    Recorder first = admit(director);
    Recorder second = admit(director);
    Recorder third = admit(director);
    assertThat(second.events).isEmpty();

    first.settle(Outcome.served(200, 0, 0));

    assertThat(second.events).as("a grant from the queue hops to the executor").isEmpty();
    runExecutor();
    assertThat(second.events).containsExactly("granted a");
    assertThat(third.events).isEmpty();
    assertThat(director.snapshot().queued().current()).isEqualTo(1);
    assertThat(director.snapshot().load().current()).isEqualTo(1);
  }

  @Test
  void admit_queueNotEmpty_doesNotOvertake() {
    Director director = director(config(backend("a", 1)));
    admit(director);
    Recorder waiting = admit(director);
    director.configure(config(backend("a", 1), backend("b", 1)));

    Recorder late = admit(director);
    runExecutor();

    assertThat(waiting.events).containsExactly("granted b");
    assertThat(late.events).isEmpty();
  }

  @Test
  void configure_moreCapacity_drainsAllThatFits() {
    Director director = director(config(backend("a", 1)));
    admit(director);
    List<Recorder> waiting = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      waiting.add(admit(director));
    }

    director.configure(config(backend("a", 401)));
    runExecutor();

    assertThat(waiting.subList(0, 400)).allSatisfy(w -> assertThat(w.events).hasSize(1));
    assertThat(waiting.subList(400, 500)).allSatisfy(w -> assertThat(w.events).isEmpty());
    assertThat(director.inFlight("a")).contains(401L);
  }

  @Test
  void configure_lessCapacity_keepsWhatIsInFlight() {
    Director director = director(config(backend("a", 3)));
    Recorder first = admit(director);
    admit(director);
    admit(director);
    Recorder waiting = admit(director);

    director.configure(config(backend("a", 1)));
    first.settle(Outcome.served(200, 0, 0));
    runExecutor();

    assertThat(waiting.events).isEmpty();
    assertThat(director.inFlight("a")).contains(2L);
  }

  @Test
  void admit_queueFull_isRejected() {
    Director director = director(with(config(backend("a", 1)), "queue-limit", "1"));
    admit(director);
    admit(director);

    assertThat(admit(director).events).containsExactly("rejected QUEUE_FULL");
    assertThat(director.snapshot().dropped()).isEqualTo(1);
  }

  @Test
  void admit_noBackendUsable_waitsOrIsRejectedAsConfigured() {
    Director queueing = director(config(backend("a", 1).withEnabled(false)));
    Recorder waiting = admit(queueing);
    assertThat(waiting.events).isEmpty();
    queueing.configure(config(backend("a", 1)));
    runExecutor();
    assertThat(waiting.events).containsExactly("granted a");

    Director refusing =
        director(
            with(config(backend("a", 1).withEnabled(false)), "enqueue-on-unavailable", "false"));
    assertThat(admit(refusing).events).containsExactly("rejected NO_BACKEND");
  }

  @Test
  void queueTimeout_expiresTheOldestFirst() {
    Director director = director(with(config(backend("a", 1)), "queue-timeout", "10s"));
    admit(director);
    Recorder early = admit(director);
    time.advance(Duration.ofSeconds(4));
    Recorder late = admit(director);

    time.advance(Duration.ofMillis(5_999));
    runExecutor();
    assertThat(early.events).isEmpty();
    time.advance(Duration.ofMillis(1));
    runExecutor();
    assertThat(early.events).containsExactly("rejected QUEUE_TIMEOUT");
    assertThat(late.events).isEmpty();
    time.advance(Duration.ofSeconds(4));
    runExecutor();
    assertThat(late.events).containsExactly("rejected QUEUE_TIMEOUT");
    assertThat(time.pending()).isZero();
  }

  @Test
  void queueTimeout_changed_appliesToThoseWhoWait() {
    DirectorConfig config = with(config(backend("a", 1)), "queue-timeout", "10s");
    Director director = director(config);
    admit(director);
    Recorder waiting = admit(director);
    time.advance(Duration.ofSeconds(3));

    director.configure(with(config, "queue-timeout", "2s"));
    runExecutor();

    assertThat(waiting.events).containsExactly("rejected QUEUE_TIMEOUT");
  }

  @Test
  void withdraw_waiting_leavesAtOnceAndForGood() {
    Director director = director(config(backend("a", 1)));
    Recorder first = admit(director);
    Recorder gone = admit(director);
    Recorder next = admit(director);

    assertThat(director.withdraw(gone)).isTrue();
    assertThat(director.withdraw(gone)).isFalse();
    first.settle(Outcome.served(200, 0, 0));
    runExecutor();

    assertThat(gone.events).isEmpty();
    assertThat(next.events).containsExactly("granted a");
  }

  @Test
  void withdraw_granted_isRefused() {
    Director director = director(config(backend("a", 1)));
    Recorder granted = admit(director);

    assertThat(director.withdraw(granted)).isFalse();
    assertThat(director.inFlight("a")).contains(1L);
  }

  @Test
  void settle_twice_countsOnce() {
    Director director = director(config(backend("a", 2)));
    Recorder one = admit(director);
    admit(director);
    Permit permit = Objects.requireNonNull(one.permit);

    permit.settle(Outcome.served(200, 0, 0));
    permit.settle(Outcome.FAILED);

    assertThat(director.inFlight("a")).contains(1L);
    assertThat(director.snapshot().backends().get(0).counts().failed()).isZero();
  }

  @Test
  void admit_again_prefersABackendNotTried() {
    Director director = director(config(backend("a", 9), backend("b", 9), backend("c", 9)));
    Recorder request = admit(director);

    List<String> tried = new ArrayList<>(List.of(backendOf(request)));
    for (int i = 0; i < 2; i++) {
      request.settle(Outcome.FAILED);
      director.admit(request);
      tried.add(backendOf(request));
    }

    assertThat(tried).containsExactlyInAnyOrder("a", "b", "c");
    request.settle(Outcome.FAILED);
    director.admit(request);
    assertThat(request.events).hasSize(4);
  }

  @Test
  void admit_disabledOrDeleted_isRejectedAndSoIsTheQueue() {
    DirectorConfig config = config(backend("a", 1));
    Director director = director(config);
    admit(director);
    Recorder waiting = admit(director);

    director.configure(config.withSettings(config.settings().withEnabled(false)));
    runExecutor();
    assertThat(waiting.events).containsExactly("rejected DISABLED");
    assertThat(admit(director).events).containsExactly("rejected DISABLED");

    director.delete();
    assertThat(admit(director).events).containsExactly("rejected DELETED");
  }

  @Test
  void roles_standbyTakesTheOverflow_backupOnlyWhenNothingElseIsUsable() {
    BackendConfig active = backend("active", 1);
    BackendConfig standby = backend("standby", 1).withRole(Role.STANDBY);
    BackendConfig backup = backend("backup", 1).withRole(Role.BACKUP);
    Director director = director(config(active, standby, backup));

    assertThat(backendOf(admit(director))).isEqualTo("active");
    assertThat(backendOf(admit(director))).isEqualTo("standby");
    Recorder waiting = admit(director);
    assertThat(waiting.events).isEmpty();

    director.configure(config(active.withEnabled(false), standby.withEnabled(false), backup));
    runExecutor();
    assertThat(waiting.events).containsExactly("granted backup");
  }

  @Test
  void remove_busyBackend_finishesAndTellsWhenIdle() {
    Director director = director(config(backend("a", 2), backend("b", 2)));
    Recorder onA = admit(director);

    director.configure(config(backend("a", 2).withRole(Role.TERMINATE), backend("b", 2)));
    assertThat(backendOf(admit(director))).isEqualTo("b");
    assertThat(drained).isEmpty();
    onA.settle(Outcome.served(200, 0, 0));

    assertThat(drained).containsExactly("a");
  }

  @Test
  void configure_busyBackendDisabled_othersServeAtTheirFullCapacity() {
    BackendConfig stuck = backend("stuck", 20);
    Director director = director(config(stuck, backend("b", 20)));
    for (int i = 0; i < 40; i++) {
      admit(director);
    }
    List<Recorder> waiting = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      waiting.add(admit(director));
    }

    director.configure(config(stuck.withEnabled(false), backend("b", 22)));
    runExecutor();

    assertThat(waiting.subList(0, 2))
        .allSatisfy(w -> assertThat(w.events).containsExactly("granted b"));
    assertThat(waiting.subList(2, 5)).allSatisfy(w -> assertThat(w.events).isEmpty());
    assertThat(director.inFlight("b")).contains(22L);
  }

  @Test
  void settle_excessOfADisabledBackend_shrinksTheRootWithIt() {
    BackendConfig a = backend("a", 2);
    Director director = director(config(a, backend("b", 3)));
    List<Recorder> onA = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Recorder recorder = admit(director);
      if (backendOf(recorder).equals("a")) {
        onA.add(recorder);
      }
    }
    assertThat(director.snapshot().buckets().get(0).rate()).isEqualTo(5);

    director.configure(config(a.withEnabled(false), backend("b", 3)));
    assertThat(director.snapshot().buckets().get(0).rate()).isEqualTo(5);
    onA.get(0).settle(Outcome.served(200, 0, 0));
    assertThat(director.snapshot().buckets().get(0).rate()).isEqualTo(4);
    onA.get(1).settle(Outcome.served(200, 0, 0));
    assertThat(director.snapshot().buckets().get(0).rate()).isEqualTo(3);
  }

  @Test
  void buckets_vipKeepsItsAssuredTokensUnderReserveAndAnOwnerGoesFirstUnderLend() {
    BucketTree tree =
        BucketTree.of(
            BucketSpec.of("vip", Share.percent(20), Share.percent(40)),
            BucketSpec.of("upload", Share.percent(5), Share.percent(10)));
    DirectorConfig lend = config(backend("a", 20)).withBuckets(tree);
    Director lending = director(lend);
    List<Recorder> others = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      others.add(admit(lending));
    }
    assertThat(lending.inFlight("a")).as("idle tokens are lent").contains(20L);
    Recorder vip = new Recorder("vip");
    lending.admit(vip);
    assertThat(vip.events).isEmpty();
    others.get(0).settle(Outcome.served(200, 0, 0));
    runExecutor();
    assertThat(vip.events).containsExactly("granted a");

    Director reserving = director(with(lend, "borrow", "reserve"));
    for (int i = 0; i < 30; i++) {
      admit(reserving);
    }
    assertThat(reserving.inFlight("a")).as("4 for vip and 1 for upload are kept").contains(15L);
    Recorder uploads = new Recorder("upload");
    reserving.admit(uploads);
    assertThat(uploads.events).containsExactly("granted a");
  }

  @Test
  void buckets_unknownName_isCountedInTheRoot() {
    Director director = director(config(backend("a", 2)));
    Recorder request = new Recorder("nobody");

    director.admit(request);

    assertThat(Objects.requireNonNull(request.permit).bucket()).isEqualTo("root");
    assertThat(director.snapshot().unknownBuckets()).isEqualTo(1);
  }

  @Test
  void buckets_removed_handTheirRequestsToTheRoot() {
    DirectorConfig plain = config(backend("a", 2));
    Director director =
        director(
            plain.withBuckets(
                BucketTree.of(BucketSpec.of("vip", Share.percent(50), Share.percent(50)))));
    Recorder served = new Recorder("vip");
    Recorder waiting = new Recorder("vip");
    director.admit(served);
    director.admit(waiting);
    assertThat(waiting.events).isEmpty();

    director.configure(plain);
    runExecutor();

    assertThat(waiting.events).containsExactly("granted a");
    served.settle(Outcome.served(200, 0, 0));
    waiting.settle(Outcome.served(200, 0, 0));
    assertThat(director.snapshot().buckets()).hasSize(1);
    assertThat(director.snapshot().buckets().get(0).load().current()).isZero();
  }

  @Test
  void configure_keptBackend_keepsItsCounts() {
    Director director = director(config(backend("a", 2)));
    admit(director).settle(Outcome.FAILED);
    Recorder open = admit(director);

    director.configure(config(backend("a", 5), backend("b", 5)));

    DirectorSnapshot.BackendSnapshot a = director.snapshot().backends().get(0);
    assertThat(a.counts().failed()).isEqualTo(1);
    assertThat(a.load().total()).isEqualTo(2);
    assertThat(a.load().current()).isEqualTo(1);
    open.settle(Outcome.served(200, 0, 0));
    assertThat(director.inFlight("a")).contains(0L);
  }

  @Test
  void configure_removedBackendHasBecomeIdle_tellsIt() {
    Director director = director(config(backend("a", 1), backend("b", 1)));
    Recorder served = admit(director);
    assertThat(backendOf(served)).isEqualTo("a");

    Objects.requireNonNull(served.permit).settle(Outcome.served(200, 0, 0));
    director.configure(config(backend("a", 1).withRole(Role.TERMINATE), backend("b", 1)));

    assertThat(drained).containsExactly("a");
  }

  @Test
  void terminating_busyBeyondTheDrainTimeout_mayGo_andItsRequestStillEnds() {
    DirectorConfig config = with(config(backend("a", 2)), "drain-timeout", "10s");
    Director director = director(config);
    Recorder busy = admit(director);
    director.configure(config.withBackend(config.backends().get(0).withRole(Role.TERMINATE)));

    time.advance(Duration.ofMillis(9_999));
    assertThat(drained).isEmpty();
    time.advance(Duration.ofMillis(1));
    assertThat(drained).containsExactly("a");

    director.configure(config.withoutBackend("a"));
    busy.settle(Outcome.served(200, 0, 0));
    assertThat(director.snapshot().load().current()).isZero();
  }

  @Test
  void terminating_withoutATimeout_waitsForItsLastRequest() {
    DirectorConfig config = with(config(backend("a", 2)), "drain-timeout", "0s");
    Director director = director(config);
    Recorder busy = admit(director);
    director.configure(config.withBackend(config.backends().get(0).withRole(Role.TERMINATE)));

    time.advance(Duration.ofDays(30));
    assertThat(drained).isEmpty();
    busy.settle(Outcome.served(200, 0, 0));
    assertThat(drained).containsExactly("a");
  }
}
