package io.x0.director;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.common.name.BackendUrl;
import io.x0.common.unit.Capacity;
import io.x0.health.CheckMode;
import io.x0.health.HealthSettings;
import io.x0.time.ManualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RosterTest {
  private final Roster roster = new Roster(new SplittableRandom(1));

  private static BackendConfig config(String name, Role role, int capacity) {
    return BackendConfig.of(name, BackendUrl.parse("url", "http://10.0.0.1:80"))
        .withRole(role)
        .withCapacity(new Capacity(capacity));
  }

  private void configure(List<BackendConfig> configs) {
    roster.configure(SchedulerKind.RR, configs, RosterTest::backend);
    roster.review();
    roster.all().forEach(roster::refresh);
  }

  private static Backend backend(BackendConfig config) {
    return new Backend(config, HealthSettings.DEFAULT.withMode(CheckMode.OFF), new ManualTime());
  }

  private Backend take() {
    Backend backend = Objects.requireNonNull(roster.pick(new Recorder()));
    backend.load.enter();
    roster.refresh(backend);
    return backend;
  }

  private void giveBack(Backend backend) {
    backend.load.leave();
    roster.refresh(backend);
  }

  private String takeAndGiveBack() {
    Backend backend = take();
    giveBack(backend);
    return backend.config().name();
  }

  @Test
  void pick_roles_overflowFromActiveToStandbyAndNotToBackup() {
    configure(
        List.of(
            config("backup", Role.BACKUP, 9),
            config("standby", Role.STANDBY, 1),
            config("active", Role.ACTIVE, 1),
            config("gone", Role.TERMINATE, 9)));

    Backend first = take();
    assertThat(first.config().name()).isEqualTo("active");
    assertThat(take().config().name()).isEqualTo("standby");
    assertThat(roster.pick(new Recorder())).isNull();
    giveBack(first);
    assertThat(take()).isSameAs(first);
  }

  @Test
  void pick_backup_onlyWhileNoOtherIsUsable() {
    BackendConfig backup = config("backup", Role.BACKUP, 9);
    BackendConfig active = config("active", Role.ACTIVE, 1);
    BackendConfig standby = config("standby", Role.STANDBY, 1);
    configure(List.of(backup, active.withEnabled(false), standby.withEnabled(false)));
    assertThat(takeAndGiveBack()).isEqualTo("backup");

    configure(List.of(backup, active.withEnabled(false), standby));
    take();
    assertThat(roster.pick(new Recorder())).as("a full standby is usable").isNull();

    configure(List.of(backup, active.withRole(Role.TERMINATE)));
    assertThat(takeAndGiveBack()).isEqualTo("backup");
  }

  @Test
  void hasUsable_countsAnyThatCouldServe() {
    assertThat(roster.hasUsable()).isFalse();
    configure(List.of(config("a", Role.ACTIVE, 1)));
    take();
    assertThat(roster.hasUsable()).isTrue();
    configure(List.of(config("a", Role.ACTIVE, 1).withEnabled(false)));
    assertThat(roster.hasUsable()).isFalse();
    configure(List.of(config("a", Role.TERMINATE, 1)));
    assertThat(roster.hasUsable()).isFalse();
    configure(List.of(config("a", Role.BACKUP, 1)));
    assertThat(roster.hasUsable()).isTrue();
  }

  @Test
  void configure_sameName_keepsTheLoadWhateverElseChanges() {
    configure(List.of(config("a", Role.ACTIVE, 2)));
    Backend a = take();

    configure(List.of(config("b", Role.ACTIVE, 1), config("a", Role.STANDBY, 1)));

    assertThat(roster.all()).extracting(b -> b.config().name()).containsExactly("b", "a");
    assertThat(roster.all()).element(1).isSameAs(a);
    assertThat(take().config().name()).isEqualTo("b");
    assertThat(roster.pick(new Recorder())).as("a is full").isNull();
  }

  @Test
  void configure_without_neverPicksItAgain() {
    configure(List.of(config("a", Role.ACTIVE, 1), config("b", Role.ACTIVE, 1)));
    Backend a = take();
    assertThat(a.config().name()).isEqualTo("a");

    configure(List.of(config("b", Role.ACTIVE, 9)));
    giveBack(a);
    for (int i = 0; i < 3; i++) {
      assertThat(takeAndGiveBack()).isEqualTo("b");
    }
  }

  @Test
  void configure_removedAndAddedAgain_isAnotherBackend() {
    configure(List.of(config("a", Role.ACTIVE, 1)));
    Backend old = take();
    configure(List.of());
    configure(List.of(config("a", Role.ACTIVE, 1)));

    Backend fresh = take();
    giveBack(old);

    assertThat(fresh).isNotSameAs(old);
    assertThat(roster.isLive(fresh)).isTrue();
    assertThat(roster.isLive(old)).isFalse();
    assertThat(roster.pick(new Recorder())).as("the slot of the old one is not its own").isNull();
  }

  @Test
  void configure_anotherRole_sharesEquallyWithItsNewPeers() {
    BackendConfig old = config("old", Role.ACTIVE, 99);
    BackendConfig peer = config("peer", Role.STANDBY, 99);
    configure(List.of(old, peer));
    for (int i = 0; i < 1000; i++) {
      takeAndGiveBack();
    }

    configure(List.of(old.withRole(Role.STANDBY), peer));

    List<String> served = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      served.add(takeAndGiveBack());
    }
    assertThat(served).filteredOn("old"::equals).hasSize(5);
  }
}
