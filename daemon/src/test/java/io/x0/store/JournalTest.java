package io.x0.store;

import static io.x0.store.Samples.CLOCK;
import static io.x0.store.Samples.created;
import static io.x0.store.Samples.deleted;
import static io.x0.store.Samples.empty;
import static org.assertj.core.api.Assertions.assertThat;

import io.x0.director.DirectorStore.Change;
import io.x0.director.DirectorStore.Entry;
import io.x0.director.DirectorStore.Tie;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the journal knows of changes besides what they changed. */
final class JournalTest {
  @TempDir Path folder;

  private SqliteDirectorStore open() {
    return SqliteDirectorStore.open(folder, CLOCK);
  }

  private static Change tied(Change change, Tie tie) {
    return new Change(
        change.at(),
        change.who(),
        change.action(),
        change.director(),
        change.before(),
        change.after(),
        tie);
  }

  private static Change follower(Change change) {
    return tied(change, new Tie(true, 0, false));
  }

  @Test
  void together_changesOfOneTransaction_areKnownByEachOfThem() {
    try (SqliteDirectorStore store = open()) {
      store.commit(
          List.of(
              created(empty("alone")),
              created(empty("a")),
              follower(created(empty("b"))),
              follower(deleted(empty("b"))),
              created(empty("c")),
              follower(created(empty("d")))));
      store.commit(List.of(created(empty("e"))));
    }
    try (SqliteDirectorStore store = open()) {
      assertThat(store.together(1)).extracting(Entry::id).containsExactly(1L);
      for (long id = 2; id <= 4; id++) {
        assertThat(store.together(id)).extracting(Entry::id).containsExactly(2L, 3L, 4L);
        assertThat(store.together(id)).extracting(Entry::first).containsOnly(2L);
      }
      assertThat(store.together(6)).extracting(Entry::id).containsExactly(5L, 6L);
      assertThat(store.together(7)).extracting(Entry::id).containsExactly(7L);
      assertThat(store.together(8)).isEmpty();
      assertThat(store.together(3).get(2).change()).isEqualTo(follower(deleted(empty("b"))));
    }
  }

  @Test
  void last_countsWhatX0dDidByItself_onlyIfAsked() {
    try (SqliteDirectorStore store = open()) {
      assertThat(store.last()).isEmpty();
      assertThat(store.lastOfOperators(Long.MAX_VALUE)).isEmpty();
      store.commit(List.of(created(empty("a"))));
      Change own = tied(created(empty("b")), new Tie(false, 1, true));
      store.commit(List.of(own));

      assertThat(store.last()).hasValue(2);
      assertThat(store.lastOfOperators(Long.MAX_VALUE)).hasValue(1);
      assertThat(store.lastOfOperators(1)).isEmpty();
      assertThat(store.history(1)).containsExactly(new Entry(2, 2, own));
    }
  }

  @Test
  void commit_moreThanAreKept_forgetsTheOldest() {
    try (SqliteDirectorStore store = open()) {
      store.commit(List.of(created(empty("a"))));
    }
    Raw.run(
        folder.resolve("x0d.db"),
        "INSERT INTO audit (at, who, action, director, before, after)"
            + " WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < "
            + AuditRows.KEPT
            + ") SELECT 0, 'root', 'step ' || i, 'a', NULL, (SELECT after FROM audit) FROM n");
    try (SqliteDirectorStore store = open()) {
      assertThat(store.together(1)).hasSize(1);

      store.commit(List.of(created(empty("b")), follower(created(empty("c")))));

      List<Entry> kept = store.history(Integer.MAX_VALUE);
      assertThat(kept).hasSize(AuditRows.KEPT);
      assertThat(kept.get(0).id()).isEqualTo(AuditRows.KEPT + 2L);
      assertThat(kept.get(AuditRows.KEPT - 1).id()).isEqualTo(3);
      assertThat(store.together(2)).isEmpty();
      assertThat(store.together(AuditRows.KEPT + 2L)).hasSize(2);
      assertThat(store.load()).hasSize(3);
    }
  }

  @Test
  void prune_tooMuchRoomInUse_forgetsTheOldestButNotWhatCame() throws Exception {
    Path file = Files.createFile(folder.resolve("x0d.db"));
    try (Database database = Database.connect(file, Connector.sqlite())) {
      database.prepare();
      long used = 0;
      for (int i = 0; i < 200; i++) {
        AuditRows audit = new AuditRows(database, 400_000);
        database.begin();
        audit.append(created(Samples.unusual("d" + i)));
        audit.append(follower(deleted(Samples.unusual("d" + i))));
        audit.prune();
        database.commit();
        used =
            (database.number("PRAGMA page_count") - database.number("PRAGMA freelist_count"))
                * database.number("PRAGMA page_size");
        assertThat(audit.together(2L * (i + 1))).hasSize(2);
      }
      assertThat(used).isBetween(300_000L, 450_000L);
      assertThat(database.number("SELECT count(*) FROM audit")).isBetween(40L, 200L);
      database.begin();
      AuditRows strict = new AuditRows(database, 1);
      for (int i = 0; i < 50; i++) {
        strict.append(created(empty("e" + i)));
      }
      strict.prune();
      assertThat(database.number("SELECT count(*) FROM audit")).isGreaterThanOrEqualTo(50);
      database.rollback();
    }
  }

  @Test
  void together_theFirstIsForgotten_isNothing() {
    try (SqliteDirectorStore store = open()) {
      store.commit(List.of(created(empty("a")), follower(created(empty("b")))));
    }
    Raw.run(folder.resolve("x0d.db"), "DELETE FROM audit WHERE id = 1");
    try (SqliteDirectorStore store = open()) {
      assertThat(store.together(2)).isEmpty();
    }
  }

  @Test
  void open_databaseOfBefore_keepsItsHistory() throws Exception {
    List<String> steps = new ArrayList<>();
    for (String name : List.of("001-directors.sql", "002-buckets.sql", "003-ondemand.sql")) {
      try (InputStream in = Objects.requireNonNull(Migrations.class.getResourceAsStream(name))) {
        steps.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    Path file = Files.createFile(folder.resolve("x0d.db"));
    try (Database old = Database.connect(file, Connector.sqlite())) {
      new Migrations(steps).run(old);
      for (String who : List.of("root", "x0d")) {
        old.update(
            "INSERT INTO audit (at, who, action, director, before, after) VALUES (?, ?, ?, ?, ?,"
                + " ?)",
            1,
            who,
            "create",
            "a",
            null,
            ConfigJson.write(empty("a")));
      }
    }
    try (SqliteDirectorStore store = open()) {
      assertThat(store.last()).hasValue(2);
      assertThat(store.lastOfOperators(Long.MAX_VALUE)).as("x0d is no operator").hasValue(1);
      assertThat(store.together(1)).hasSize(1);
      assertThat(store.together(1).get(0).change().tie()).isEqualTo(Tie.NONE);
      store.commit(List.of(created(empty("b"))));
      assertThat(store.together(3)).hasSize(1);
    }
  }
}
