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
import org.junit.jupiter.api.Test;

/** What becomes of a backend that drains by the will of an operator, under virtual time. */
class DrainTest {
  private static final Outcome OK = Outcome.served(200, 0, 0);

  private final ManualTime time = new ManualTime();
  private final ManualExecutor executor = new ManualExecutor();
  private final ManualProbe probe = new ManualProbe();
  private final List<String> told = new ArrayList<>();
  private final List<String> removable = new ArrayList<>();

  private final DirectorListener listener =
      new DirectorListener() {
        @Override
        public void drained(String director, String backend) {
          removable.add(backend);
        }

        @Override
        public void stuck(String director, String backend) {}

        @Override
        public void happened(Event event) {
          if (event.isDrained()) {
            told.add(
                event.director()
                    + "/"
                    + event.backend()
                    + " "
                    + event.from()
                    + "->"
                    + event.to()
                    + ": "
                    + event.cause());
          }
        }
      };

  private static BackendConfig backend(String name, int capacity) {
    return BackendConfig.of(name, BackendUrl.parse("url", "http://10.0.0.1:80"))
        .withCapacity(new Capacity(capacity));
  }

  private Director director(Map<String, String> settings, BackendConfig... backends) {
    Map<String, String> all = new HashMap<>(settings);
    all.putIfAbsent("health-check-mode", "off");
    return new Director(
        new DirectorConfig(
            "shop",
            Origin.MANAGED,
            DirectorSettings.TABLE.apply(DirectorSettings.DEFAULT, all),
            List.of(backends),
            BucketTree.EMPTY,
            1),
        new Environment(time, time, executor, probe, 1),
        listener);
  }

  private Director director(BackendConfig... backends) {
    return director(Map.of(), backends);
  }

  private void become(Director director, String backend, AdminState state) {
    DirectorConfig now = director.config();
    director.configure(now.withBackend(now.backend(backend).orElseThrow().withAdminState(state)));
    executor.runAll();
  }

  private Recorder admit(Director director, Affinity affinity) {
    Recorder recorder = new Recorder(affinity);
    director.admit(recorder);
    executor.runAll();
    return recorder;
  }

  private Recorder admit(Director director) {
    return admit(director, Affinity.NONE);
  }

  private void settle(Recorder request) {
    request.settle(OK);
    executor.runAll();
  }

  private static BackendSnapshot backend(Director director, String name) {
    return director.snapshot().backends().stream()
        .filter(b -> b.config().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static int tokens(Director director) {
    return director.snapshot().buckets().get(0).rate();
  }

  @Test
  void drain_busy_finishesWhatItHasAndTakesNothingNew() {
    Director director = director(backend("a", 2), backend("b", 4));
    Recorder first = admit(director, Affinity.only("a"));
    Recorder second = admit(director, Affinity.only("a"));

    become(director, "a", AdminState.DRAIN);
    for (int i = 0; i < 4; i++) {
      assertThat(admit(director).events).containsExactly("granted b");
    }
    Recorder waiting = admit(director);

    assertThat(waiting.events).as("b is full, and a takes nothing").isEmpty();
    settle(first);
    assertThat(told).as("one request is left").isEmpty();
    assertThat(backend(director, "a").load().current()).isEqualTo(1);
    settle(second);
    assertThat(told).containsExactly("shop/a draining->drained: its last request has ended");
    assertThat(waiting.events).as("what became free at a is not used").isEmpty();
    assertThat(removable).as("it stays in its director").isEmpty();
    assertThat(director.config().backend("a")).isPresent();
  }

  @Test
  void drain_capacityLeavesTheTokens_asRequestsEnd() {
    Director director = director(backend("a", 3), backend("b", 4));
    Recorder request = admit(director, Affinity.only("a"));
    assertThat(tokens(director)).isEqualTo(7);

    become(director, "a", AdminState.DRAIN);
    assertThat(tokens(director)).as("what it still has brings its token").isEqualTo(5);
    settle(request);
    assertThat(tokens(director)).isEqualTo(4);
    become(director, "a", AdminState.ENABLED);
    assertThat(tokens(director)).isEqualTo(7);
  }

  @Test
  void drain_idle_isDrainedAtOnceAndToldOnce() {
    Director director = director(backend("a", 2), backend("b", 2));

    become(director, "a", AdminState.DRAIN);
    become(director, "b", AdminState.DISABLED);

    assertThat(told).containsExactly("shop/a draining->drained: it had no request in flight");
  }

  @Test
  void drain_again_isToldAgain() {
    Director director = director(backend("a", 2), backend("b", 2));
    become(director, "a", AdminState.DRAIN);
    become(director, "a", AdminState.ENABLED);
    Recorder request = admit(director, Affinity.only("a"));
    become(director, "a", AdminState.DRAIN);
    assertThat(told).hasSize(1);

    settle(request);

    assertThat(told).hasSize(2);
  }

  @Test
  void drain_calledOff_servesAndTellsNothing() {
    Director director = director(backend("a", 2));
    Recorder request = admit(director);
    become(director, "a", AdminState.DRAIN);
    Recorder waiting = admit(director);
    assertThat(waiting.events).isEmpty();

    become(director, "a", AdminState.ENABLED);

    assertThat(waiting.events).containsExactly("granted a");
    settle(request);
    settle(waiting);
    assertThat(told).isEmpty();
  }

  @Test
  void disable_whileItDrains_tellsNothingOfTheEnd() {
    Director director = director(backend("a", 2));
    Recorder request = admit(director);
    become(director, "a", AdminState.DRAIN);
    become(director, "a", AdminState.DISABLED);

    settle(request);

    assertThat(told).isEmpty();
  }

  @Test
  void drain_stickyAndHashedRequests_goElsewhere() {
    Director director = director(Map.of("scheduler", "hash"), backend("a", 9), backend("b", 9));
    String key = "";
    for (int i = 0; i < 100 && key.isEmpty(); i++) {
      Recorder probing = admit(director, Affinity.key("k" + i));
      key = probing.events.equals(List.of("granted a")) ? "k" + i : "";
      settle(probing);
    }
    become(director, "a", AdminState.DRAIN);

    assertThat(key).isNotEmpty();
    assertThat(admit(director, Affinity.key(key)).events).containsExactly("granted b");
    assertThat(admit(director, Affinity.NONE.preferring("a")).events).containsExactly("granted b");
    assertThat(admit(director, Affinity.only("a")).events)
        .containsExactly("rejected BACKEND_UNUSABLE");
  }

  @Test
  void drain_backend_isStillChecked() {
    Director director = director(Map.of("health-check-mode", "paranoid"), backend("a", 2));
    become(director, "a", AdminState.DRAIN);
    time.advance(Duration.ZERO);
    executor.runAll();
    probe.endAll(true);
    executor.runAll();

    assertThat(backend(director, "a").health().state()).isEqualTo(HealthState.ONLINE);
    for (int i = 0; i < 3; i++) {
      time.advance(Duration.ofSeconds(5));
      executor.runAll();
      assertThat(probe.running()).containsExactly("a");
      probe.endAll(false);
      executor.runAll();
    }
    assertThat(backend(director, "a").health().state()).isEqualTo(HealthState.OFFLINE);
  }

  @Test
  void drain_theLastUsable_backupsTakeOver() {
    Director director = director(backend("a", 2), backend("spare", 2).withRole(Role.BACKUP));

    become(director, "a", AdminState.DRAIN);

    assertThat(admit(director).events).containsExactly("granted spare");
  }

  @Test
  void start_withADrainedBackend_tellsNothing() {
    Director director = director(backend("a", 2).withAdminState(AdminState.DRAIN));

    assertThat(told).isEmpty();
    assertThat(admit(director).events).isEmpty();
  }
}
