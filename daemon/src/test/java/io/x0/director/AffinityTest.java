package io.x0.director;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.common.name.BackendUrl;
import io.x0.common.unit.Capacity;
import io.x0.shaper.BucketTree;
import io.x0.time.ManualTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AffinityTest {
  private final ManualTime time = new ManualTime();

  private static BackendConfig backend(String name, Role role, int capacity) {
    return BackendConfig.of(name, BackendUrl.parse("url", "http://127.0.0.1:8081"))
        .withRole(role)
        .withCapacity(new Capacity(capacity));
  }

  private Director director(BackendConfig... backends) {
    return new Director(
        new DirectorConfig(
            "shop",
            Origin.MANAGED,
            Environments.unchecked(DirectorSettings.DEFAULT),
            List.of(backends),
            BucketTree.EMPTY,
            1),
        Environments.healthy(time, time, Runnable::run),
        Environments.deaf());
  }

  private static Recorder admit(Director director, Affinity affinity) {
    Recorder recorder = new Recorder(affinity);
    director.admit(recorder);
    return recorder;
  }

  @Test
  void only_usableAndFree_isServedThereAgainAndAgain() {
    Director director = director(backend("a", Role.ACTIVE, 5), backend("b", Role.ACTIVE, 2));

    assertThat(admit(director, Affinity.only("b")).events).containsExactly("granted b");
    assertThat(admit(director, Affinity.only("b")).events).containsExactly("granted b");
  }

  @Test
  void only_full_isRefusedAtOnceThoughOthersAreFree() {
    Director director = director(backend("a", Role.ACTIVE, 5), backend("b", Role.ACTIVE, 1));
    Recorder first = admit(director, Affinity.only("b"));

    assertThat(admit(director, Affinity.only("b")).events)
        .containsExactly("rejected BACKEND_UNUSABLE");
    first.settle(Outcome.served(200, 0, 0));
    assertThat(admit(director, Affinity.only("b")).events).containsExactly("granted b");
  }

  @Test
  void only_unknownOrDisabled_isRefused() {
    Director director =
        director(backend("a", Role.ACTIVE, 5), backend("b", Role.ACTIVE, 1).withEnabled(false));

    assertThat(admit(director, Affinity.only("b")).events)
        .containsExactly("rejected BACKEND_UNUSABLE");
    assertThat(admit(director, Affinity.only("nobody")).events)
        .containsExactly("rejected BACKEND_UNUSABLE");
  }

  @Test
  void only_directorDisabled_isRefusedForThat() {
    Director director = director(backend("a", Role.ACTIVE, 5));
    director.configure(
        director
            .config()
            .withSettings(
                DirectorSettings.TABLE.apply(
                    director.config().settings(), Map.of("enabled", "false"))));

    assertThat(admit(director, Affinity.only("a")).events).containsExactly("rejected DISABLED");
  }

  @Test
  void only_backupWhileActivesAreFull_isServedAndTakesNoSlotOfTheActives() {
    Director director = director(backend("a", Role.ACTIVE, 1), backend("spare", Role.BACKUP, 2));
    Recorder first = admit(director, Affinity.NONE);

    Recorder special = admit(director, Affinity.only("spare"));
    Recorder waiting = admit(director, Affinity.NONE);
    assertThat(special.events).containsExactly("granted spare");
    assertThat(waiting.events).isEmpty();

    first.settle(Outcome.served(200, 0, 0));
    assertThat(waiting.events).containsExactly("granted a");
    special.settle(Outcome.served(200, 0, 0));
    assertThat(admit(director, Affinity.NONE).events).isEmpty();
    assertThat(director.snapshot().buckets().get(0).rate()).isEqualTo(1);
  }

  @Test
  void preferring_free_goesThere() {
    Director director = director(backend("a", Role.ACTIVE, 5), backend("b", Role.ACTIVE, 5));

    for (int i = 0; i < 3; i++) {
      assertThat(admit(director, Affinity.NONE.preferring("b")).events)
          .containsExactly("granted b");
    }
  }

  @Test
  void preferring_fullOrUnknown_goesElsewhere() {
    Director director = director(backend("a", Role.ACTIVE, 5), backend("b", Role.ACTIVE, 1));
    admit(director, Affinity.NONE.preferring("b"));

    assertThat(admit(director, Affinity.NONE.preferring("b")).events).containsExactly("granted a");
    assertThat(admit(director, Affinity.NONE.preferring("x")).events).containsExactly("granted a");
  }

  @Test
  void preferring_failedThere_isRepeatedElsewhere() {
    Director director = director(backend("a", Role.ACTIVE, 5), backend("b", Role.ACTIVE, 5));
    Recorder request = admit(director, Affinity.NONE.preferring("b"));

    request.settle(Outcome.FAILED);
    director.retry(request);

    assertThat(request.events).containsExactly("granted b", "granted a");
  }

  @Test
  void only_noName_isRefused() {
    assertThatThrownBy(() -> Affinity.only("")).isInstanceOf(IllegalArgumentException.class);
  }
}
