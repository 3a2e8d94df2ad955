package io.x0.store;

import static io.x0.store.Samples.CLOCK;
import static io.x0.store.Samples.changed;
import static io.x0.store.Samples.created;
import static io.x0.store.Samples.empty;
import static io.x0.store.Samples.unusual;
import static io.x0.store.Samples.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.director.DirectorConfig;
import io.x0.director.DirectorStore.Change;
import io.x0.director.DirectorStore.Entry;
import io.x0.director.DirectorStore.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CommitFailureTest {
  private static final DirectorConfig OLD = unusual("shop");
  private static final DirectorConfig NEW =
      with(OLD, "queue-limit", "12").withoutBackend("b0").withBackend(Samples.backend("b2"));
  private static final List<Change> BATCH = List.of(changed(OLD, NEW), created(empty("other")));

  @TempDir Path folder;

  private final FaultyConnector connector = new FaultyConnector();
  private SqliteDirectorStore store;
  private int statements;

  @BeforeEach
  void open() {
    store = SqliteDirectorStore.open(folder, CLOCK, connector);
    store.commit(List.of(created(OLD)));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private StoreException commitFails() {
    try {
      store.commit(BATCH);
    } catch (StoreException e) {
      assertThat(e)
          .hasMessageContaining(folder.resolve("x0d.db").toString())
          .hasMessageNotContaining("\n");
      return e;
    }
    throw new AssertionError("committed");
  }

  private void assertOld() {
    assertThat(store.load()).containsExactly(OLD);
    assertThat(store.history(10)).hasSize(1);
  }

  private void assertNew() {
    assertThat(store.load()).containsExactly(empty("other"), NEW);
    assertThat(store.history(2))
        .extracting(Entry::change)
        .containsExactly(BATCH.get(1), BATCH.get(0));
    assertThat(store.history(10)).hasSize(3);
  }

  @Test
  void commit_diskFull_isNotStoredAndTheStoreGoesOn() {
    store.close();
    connector.first = "PRAGMA max_page_count = 40";
    store = SqliteDirectorStore.open(folder, CLOCK, connector);
    DirectorConfig last = OLD;
    List<Change> done = new ArrayList<>();
    StoreException failure = null;
    for (int i = 0; failure == null; i++) {
      assertThat(i).isLessThan(1000);
      Change change = changed(last, with(last, "queue-limit", Integer.toString(i + 20)));
      try {
        store.commit(List.of(change));
        last = change.after();
        done.add(change);
      } catch (StoreException e) {
        failure = e;
      }
    }

    assertThat(failure).hasMessageContaining("SQLITE_FULL").hasMessageContaining("not stored");
    assertThat(failure.isUnknown()).isFalse();
    assertThat(done).isNotEmpty();
    assertThat(store.load()).containsExactly(last);
    assertThat(store.history(1000)).hasSize(done.size() + 1);
    DirectorConfig unstored = last;
    assertThatThrownBy(() -> store.commit(List.of(changed(unstored, NEW))))
        .isInstanceOf(StoreException.class);

    connector.heal();
    store.commit(List.of(changed(last, NEW)));

    assertThat(store.load()).containsExactly(NEW);
  }

  @Test
  void commit_diskFullWhileOpen_worksAgainWhenThereIsRoom() {
    store.close();
    long pages = Long.parseLong(Raw.query(folder.resolve("x0d.db"), "PRAGMA page_count").get(0));
    connector.first = "PRAGMA max_page_count = " + pages;
    store = SqliteDirectorStore.open(folder, CLOCK, connector);
    DirectorConfig big = empty("big");
    for (int i = 0; i < 200; i++) {
      big = big.withBackend(Samples.backend("b" + i));
    }
    List<Change> batch = List.of(created(big));
    assertThatThrownBy(() -> store.commit(batch))
        .isInstanceOf(StoreException.class)
        .matches(e -> !((StoreException) e).isUnknown());
    connector.heal();
    assertOld();
    store.commit(batch);

    assertThat(store.load()).containsExactly(big, OLD);
  }

  @Test
  void commit_everyStatementFailsInTurn_isOldAndStaysUsable() {
    int n = 0;
    boolean hasFailed;
    do {
      n++;
      int nth = n;
      statements = 0;
      connector.before = sql -> ++statements == nth;
      try {
        store.commit(BATCH);
        hasFailed = false;
      } catch (StoreException e) {
        hasFailed = true;
        assertThat(e.isUnknown()).as("statement %d", n).isFalse();
      }
      connector.heal();
      if (hasFailed) {
        assertOld();
      }
    } while (hasFailed);

    assertThat(n).isGreaterThan(10);
    assertNew();
  }

  @ParameterizedTest(name = "from statement {0} on")
  @CsvSource({"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "12", "14", "16", "18", "20"})
  void commit_everythingFailsFromThenOn_isOldOrNew(int nth) {
    connector.before = sql -> ++statements >= nth;

    StoreException failure = commitFails();
    connector.heal();

    if (failure.isUnknown()) {
      assertThat(store.load()).isIn(List.of(OLD), List.of(empty("other"), NEW));
    } else {
      assertOld();
    }
    store.commit(BATCH);
    assertThat(store.load()).containsExactly(empty("other"), NEW);
  }

  @Test
  void commit_commitFailsButIsThere_returns() {
    connector.after = sql -> sql.equals("COMMIT");

    store.commit(BATCH);

    assertNew();
    store.close();
    store = SqliteDirectorStore.open(folder, CLOCK);
    assertNew();
  }

  @Test
  void commit_commitFailsAndIsNotThere_isNotStored() {
    connector.before = sql -> sql.equals("COMMIT");

    StoreException failure = commitFails();

    assertThat(failure.isUnknown()).isFalse();
    assertThat(failure).hasMessageContaining("not stored").hasMessageContaining("code 10");
    connector.heal();
    assertOld();
    store.commit(BATCH);
    assertNew();
  }

  @Test
  void commit_commitFailsAndTheFileCannotBeRead_isUnknown() {
    connector.after =
        sql -> {
          connector.refusesConnections = sql.equals("COMMIT");
          return connector.refusesConnections;
        };

    StoreException failure = commitFails();

    assertThat(failure.isUnknown()).isTrue();
    assertThat(failure).hasMessageContaining("unknown");
    assertThatThrownBy(store::load).isInstanceOf(StoreException.class);
    connector.heal();
    assertNew();
  }

  @Test
  void commit_commitFindsTheDiskFullAndTheFileCannotBeRead_isNotStored() {
    connector.code = FaultyConnector.FULL;
    connector.before =
        sql -> {
          connector.refusesConnections = sql.equals("COMMIT");
          return connector.refusesConnections;
        };

    assertThat(commitFails().isUnknown()).isFalse();
    connector.heal();
    assertOld();
  }

  @Test
  void commit_commitIsThereButCannotBeFlushed_isUnknown() {
    connector.before = sql -> sql.contains("wal_checkpoint");
    connector.after = sql -> sql.equals("COMMIT");

    StoreException failure = commitFails();

    assertThat(failure.isUnknown()).isTrue();
    connector.heal();
    assertNew();
  }

  @Test
  void load_readFails_worksAgainAfterwards() {
    connector.before = sql -> sql.contains("FROM director");
    assertThatThrownBy(store::load)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("cannot read")
        .matches(e -> !((StoreException) e).isUnknown());
    connector.heal();

    assertOld();
  }

  @Test
  void commit_fileGoneAfterAFailure_isNotReplacedByAnEmptyOne() throws IOException {
    connector.before = sql -> sql.startsWith("BEGIN");
    assertThat(commitFails().isUnknown()).isFalse();
    connector.heal();
    Files.move(folder.resolve("x0d.db"), folder.resolve("away"));

    assertThat(commitFails().isUnknown()).isFalse();

    assertThat(folder.resolve("x0d.db")).doesNotExist();
    Files.move(folder.resolve("away"), folder.resolve("x0d.db"));
    store.commit(BATCH);
    assertNew();
  }

  @Test
  void commit_fileCorruptAfterAFailure_isNotSetAsideWhileRunning() throws IOException {
    connector.before = sql -> sql.startsWith("BEGIN");
    assertThat(commitFails().isUnknown()).isFalse();
    connector.heal();
    byte[] sound = Files.readAllBytes(folder.resolve("x0d.db"));
    Files.write(folder.resolve("x0d.db"), new byte[5000]);

    assertThat(commitFails().isUnknown()).isFalse();

    assertThat(folder.resolve("x0d.db")).hasBinaryContent(new byte[5000]);
    Files.write(folder.resolve("x0d.db"), sound);
    store.commit(BATCH);
    assertNew();
  }
}
