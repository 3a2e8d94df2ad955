package io.x0.store;

import static io.x0.store.Samples.CLOCK;
import static io.x0.store.Samples.backend;
import static io.x0.store.Samples.changed;
import static io.x0.store.Samples.created;
import static io.x0.store.Samples.deleted;
import static io.x0.store.Samples.empty;
import static io.x0.store.Samples.unusual;
import static io.x0.store.Samples.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.x0.common.setting.Setting;
import io.x0.common.unit.Capacity;
import io.x0.director.AdminState;
import io.x0.director.BackendConfig;
import io.x0.director.DirectorConfig;
import io.x0.director.DirectorSettings;
import io.x0.director.DirectorStore.Change;
import io.x0.director.DirectorStore.Entry;
import io.x0.director.DirectorStore.StoreException;
import io.x0.director.Origin;
import io.x0.director.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteDirectorStoreTest {
  @TempDir Path folder;

  private SqliteDirectorStore store;

  @BeforeEach
  void open() {
    store = SqliteDirectorStore.open(folder, CLOCK);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void reopen() {
    store.close();
    open();
  }

  private Path file() {
    return folder.resolve("x0d.db");
  }

  @Test
  void load_newFolder_isEmpty() {
    assertThat(store.load()).isEmpty();
    assertThat(store.history(10)).isEmpty();
    assertThat(store.setAside()).isEmpty();
  }

  @Test
  void load_everySettingUnusual_isTheSame() {
    store.commit(List.of(created(unusual("shop"))));
    reopen();

    assertThat(store.load()).containsExactly(unusual("shop"));
  }

  @Test
  void load_eachDirectorSettingChangedAlone_isTheSame() {
    DirectorConfig current = empty("shop");
    store.commit(List.of(created(current)));
    for (Setting<DirectorSettings> setting : DirectorSettings.TABLE.all()) {
      DirectorConfig next =
          current.withSettings(Samples.other(DirectorSettings.TABLE, current.settings(), setting));
      store.commit(List.of(changed(current, next)));
      current = next;

      assertThat(store.load()).as(setting.name()).containsExactly(current);
    }
    reopen();

    assertThat(store.load()).containsExactly(current);
  }

  @Test
  void load_eachBackendSettingChangedAlone_isTheSame() {
    DirectorConfig current = empty("shop").withBackend(backend("b1")).withBackend(backend("b2"));
    store.commit(List.of(created(current)));
    for (Setting<BackendConfig> setting : BackendConfig.TABLE.all()) {
      BackendConfig changed =
          Samples.other(BackendConfig.TABLE, current.backends().get(0), setting);
      DirectorConfig next = current.withBackend(changed);
      store.commit(List.of(changed(current, next)));
      current = next;

      assertThat(store.load()).as(setting.name()).containsExactly(current);
    }
    reopen();

    assertThat(store.load()).containsExactly(current);
  }

  @Test
  void load_everyRoleAndOrigin_isTheSame() {
    for (Origin origin : Origin.values()) {
      String name = Setting.word(origin);
      DirectorConfig director =
          origin == Origin.ONDEMAND
              ? Samples.onDemand(name, "a.test", 80)
              : DirectorConfig.of(name, origin);
      for (Role role : Role.values()) {
        director = director.withBackend(backend(Setting.word(role)).withRole(role));
      }
      store.commit(List.of(created(director)));
      reopen();

      assertThat(store.load()).contains(director);
    }
  }

  @Test
  void load_capacityUnlimitedAgain_isUnlimited() {
    DirectorConfig limited = empty("shop").withBackend(with(backend("b1"), "capacity", "8"));
    DirectorConfig unlimited = limited.withBackend(with(backend("b1"), "capacity", "unlimited"));
    store.commit(List.of(created(limited)));
    store.commit(List.of(changed(limited, unlimited)));
    reopen();

    assertThat(store.load().get(0).backends().get(0).capacity()).isEqualTo(Capacity.UNLIMITED);
  }

  @Test
  void load_unixAndIpv6Urls_areTheSame() {
    DirectorConfig director =
        empty("shop")
            .withBackend(with(backend("unix"), "url", "http+unix:/run/e%20b.sock"))
            .withBackend(with(backend("six"), "url", "http://[::1]:8080"));
    store.commit(List.of(created(director)));
    reopen();

    assertThat(store.load()).containsExactly(director);
  }

  @Test
  void load_manyDirectors_areInTheOrderOfTheirNames() {
    store.commit(List.of(created(empty("b")), created(empty("a")), created(empty("B"))));

    assertThat(store.load()).extracting(DirectorConfig::name).containsExactly("B", "a", "b");
  }

  @Test
  void load_backendsUpdatedAndRemoved_keepTheirOrder() {
    DirectorConfig first = empty("shop");
    for (String name : List.of("z", "m", "a", "k", "b")) {
      first = first.withBackend(backend(name));
    }
    DirectorConfig updated = first.withBackend(backend("a").withAdminState(AdminState.DRAIN));
    DirectorConfig removed = updated.withoutBackend("m").withoutBackend("z");
    DirectorConfig added = removed.withBackend(backend("c")).withBackend(backend("z"));
    store.commit(List.of(created(first)));
    store.commit(List.of(changed(first, updated), changed(updated, removed)));
    store.commit(List.of(changed(removed, added)));
    reopen();

    assertThat(store.load()).containsExactly(added);
    assertThat(store.load().get(0).backends())
        .extracting(BackendConfig::name)
        .containsExactly("a", "k", "b", "c", "z");
  }

  @Test
  void load_backendsReordered_areInTheNewOrder() {
    DirectorConfig first =
        empty("shop").withBackend(backend("a")).withBackend(backend("b")).withBackend(backend("c"));
    List<BackendConfig> b = first.backends();
    DirectorConfig turned =
        new DirectorConfig(
            "shop",
            first.origin(),
            first.settings(),
            List.of(b.get(2), b.get(0), b.get(1)),
            first.buckets(),
            first.revision() + 1);
    store.commit(List.of(created(first), changed(first, turned)));
    reopen();

    assertThat(store.load()).containsExactly(turned);
  }

  @Test
  void commit_deletedDirector_leavesOnlyItsHistory() {
    store.commit(List.of(created(unusual("shop")), created(empty("other"))));
    store.commit(List.of(deleted(unusual("shop"))));

    assertThat(store.load()).containsExactly(empty("other"));
    assertThat(store.history(1))
        .extracting(Entry::change)
        .containsExactly(deleted(unusual("shop")));
    for (String table : List.of("director_setting", "backend", "backend_setting")) {
      assertThat(Raw.query(file(), "SELECT 1 FROM " + table + " WHERE director = 'shop'"))
          .isEmpty();
    }
  }

  @Test
  void commit_deletedAndCreatedInOneBatch_storesTheNewOne() {
    store.commit(List.of(created(unusual("shop"))));
    store.commit(List.of(deleted(unusual("shop")), created(empty("shop"))));

    assertThat(store.load()).containsExactly(empty("shop"));
  }

  @Test
  void commit_storedStateDiffersFromBefore_storesAfter() {
    store.commit(List.of(created(unusual("shop"))));
    DirectorConfig after = empty("shop").withBackend(backend("x"));

    store.commit(List.of(changed(empty("shop"), after)));

    assertThat(store.load()).containsExactly(after);
  }

  @Test
  void commit_manyChangesOfOneDirectorInOneBatch_storesTheLastAndTellsEach() {
    DirectorConfig one = empty("shop").withBackend(backend("b1"));
    DirectorConfig two = one.withBackend(backend("b2"));
    DirectorConfig other = empty("other");
    DirectorConfig three = with(two.withoutBackend("b1"), "queue-limit", "12");
    List<Change> changes =
        List.of(
            created(empty("shop")),
            changed(empty("shop"), one),
            created(other),
            changed(one, two),
            changed(two, three));

    store.commit(changes);
    reopen();

    assertThat(store.load()).containsExactly(other, three);
    assertThat(store.history(10))
        .extracting(entry -> entry.change().before(), entry -> entry.change().after())
        .containsExactly(
            tuple(two, three),
            tuple(one, two),
            tuple(null, other),
            tuple(empty("shop"), one),
            tuple(null, empty("shop")));
  }

  @Test
  void commit_madeDeletedAndMadeAgainInOneBatch_keepsNothingOfTheFirst() {
    store.commit(List.of(created(empty("shop"))));
    Raw.run(file(), "INSERT INTO director_setting VALUES ('shop', 'colour', 'blue')");

    store.commit(
        List.of(
            changed(empty("shop"), unusual("shop")),
            deleted(unusual("shop")),
            created(empty("shop")),
            changed(empty("shop"), with(empty("shop"), "queue-limit", "12"))));

    assertThat(store.load()).containsExactly(with(empty("shop"), "queue-limit", "12"));
    assertThat(Raw.query(file(), "SELECT value FROM director_setting WHERE key = 'colour'"))
        .isEmpty();
  }

  @Test
  void commit_nothing_writesNothing() {
    store.commit(List.of());

    assertThat(store.history(10)).isEmpty();
  }

  @Test
  void commit_oneSettingChanged_writesOnlyItsRow() {
    DirectorConfig first = unusual("shop");
    DirectorConfig next = with(first, "queue-limit", "12");
    store.commit(List.of(created(first)));
    Raw.run(
        file(),
        "CREATE TABLE written (what TEXT)",
        "CREATE TRIGGER t1 AFTER UPDATE ON director_setting BEGIN"
            + " INSERT INTO written VALUES (new.key); END",
        "CREATE TRIGGER t2 AFTER UPDATE ON backend BEGIN"
            + " INSERT INTO written VALUES ('backend'); END",
        "CREATE TRIGGER t3 AFTER UPDATE ON backend_setting BEGIN"
            + " INSERT INTO written VALUES (new.key); END");

    store.commit(List.of(changed(first, next)));

    assertThat(Raw.query(file(), "SELECT what FROM written")).containsExactly("queue-limit");
    assertThat(store.load()).containsExactly(next);
  }

  @Test
  void commit_durationFinerThanItsText_isRefusedBeforeAnythingIsWritten() {
    DirectorSettings plain = DirectorSettings.DEFAULT;
    DirectorSettings settings =
        new DirectorSettings(
            true,
            plain.scheduler(),
            plain.queue(),
            plain.shaping(),
            plain.retry(),
            plain.timeouts(),
            new DirectorSettings.Refusals(Duration.ofNanos(1_500_000_001), 503),
            plain.health(),
            plain.slowStart(),
            plain.clientAbort(),
            plain.cache());
    DirectorConfig fine = empty("shop").withSettings(settings);

    assertThatThrownBy(() -> store.commit(List.of(created(empty("ok")), created(fine))))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("shop")
        .matches(e -> !((StoreException) e).isUnknown());
    assertThat(store.load()).isEmpty();
    assertThat(store.history(10)).isEmpty();
  }

  @Test
  void commit_changeThatHoldsAnotherDirector_isABug() {
    Change wrong = new Change(Samples.NOW, "root", "create", "shop", null, empty("other"));

    assertThatThrownBy(() -> store.commit(List.of(wrong)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(store.load()).isEmpty();
  }

  @Test
  void commit_namesAndTextsWithQuotes_areOnlyTexts() {
    String nasty = "x'); DROP TABLE director; --\u0000\n\"";
    Change change = new Change(Samples.NOW, nasty, nasty, "shop", null, empty("shop"));

    store.commit(List.of(change));

    assertThat(store.history(1)).extracting(Entry::change).containsExactly(change);
    assertThat(store.load()).containsExactly(empty("shop"));
  }

  @Test
  void commit_closed_isABug() {
    store.close();

    assertThatThrownBy(() -> store.commit(List.of(created(empty("shop")))))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void history_manyChanges_isNewestFirstAndWhole() {
    DirectorConfig a = unusual("shop");
    DirectorConfig b = with(a, "queue-limit", "12");
    DirectorConfig c = b.withoutBackend("b1");
    List<Change> changes = List.of(created(a), changed(a, b), changed(b, c), deleted(c));
    store.commit(changes.subList(0, 2));
    store.commit(changes.subList(2, 4));
    reopen();

    assertThat(store.history(10))
        .extracting(Entry::change)
        .containsExactly(changes.get(3), changes.get(2), changes.get(1), changes.get(0));
    assertThat(store.history(3))
        .extracting(Entry::change)
        .containsExactly(changes.get(3), changes.get(2), changes.get(1));
    assertThat(store.history(0)).isEmpty();
    assertThat(store.history(-1)).isEmpty();
  }
}
