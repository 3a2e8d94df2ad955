package io.x0.store;

import static io.x0.store.Samples.CLOCK;
import static io.x0.store.Samples.changed;
import static io.x0.store.Samples.created;
import static io.x0.store.Samples.onDemand;
import static io.x0.store.Samples.unusual;
import static io.x0.store.Samples.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.director.DirectorConfig;
import io.x0.director.DirectorStore.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy of the state can be restored, and a copy that failed leaves nothing. */
final class BackupTest {
  private static final DirectorConfig SHOP = unusual("shop");
  private static final DirectorConfig BLOG = onDemand("blog", "blog.test", 0);

  @TempDir Path folder;

  private Path state;
  private Path copy;

  @BeforeEach
  void makeFolder() throws IOException {
    state = Files.createDirectory(folder.resolve("state"));
    copy = folder.resolve("copy");
  }

  private static List<String> names(Path of) throws IOException {
    try (Stream<Path> files = Files.list(of)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void write_whileTheStoreIsOpen_holdsWhatWasCommittedBefore() throws IOException {
    try (SqliteDirectorStore store = SqliteDirectorStore.open(state, CLOCK)) {
      store.commit(List.of(created(SHOP), created(BLOG)));

      List<String> files = Backup.write(state, copy);

      store.commit(List.of(changed(SHOP, with(SHOP, "queue-limit", "7"))));
      assertThat(files).containsExactly("x0d.db", "directors-ondemand/blog.test.db");
      assertThat(names(copy)).containsExactly("directors-ondemand", "x0d.db");
      for (String file : files) {
        assertThat(Files.getPosixFilePermissions(copy.resolve(file)))
            .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      }
      assertThat(Files.getPosixFilePermissions(copy))
          .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }
    try (SqliteDirectorStore restored = SqliteDirectorStore.open(copy, CLOCK)) {
      assertThat(restored.setAside()).isEmpty();
      assertThat(restored.load()).containsExactly(BLOG, SHOP);
      assertThat(restored.history(9)).hasSize(2);
    }
  }

  @Test
  void write_noStoreOpen_leavesTheStateAsItIs() throws IOException {
    try (SqliteDirectorStore store = SqliteDirectorStore.open(state, CLOCK)) {
      store.commit(List.of(created(SHOP)));
    }
    List<String> before = names(state);

    assertThat(Backup.write(state, copy)).containsExactly("x0d.db");

    assertThat(names(state)).isEqualTo(before);
    assertThat(Raw.query(copy.resolve("x0d.db"), "PRAGMA user_version"))
        .isEqualTo(Raw.query(state.resolve("x0d.db"), "PRAGMA user_version"));
  }

  @Test
  void write_targetIsThere_isRefusedAndLeavesIt() throws IOException {
    SqliteDirectorStore.open(state, CLOCK).close();
    Files.writeString(copy, "mine");

    assertThatThrownBy(() -> Backup.write(state, copy))
        .isInstanceOf(StoreException.class)
        .hasMessage(copy + " is there already: name a folder that is not");
    assertThat(copy).hasContent("mine");
  }

  @Test
  void write_noState_saysWhere() {
    assertThatThrownBy(() -> Backup.write(state, copy))
        .isInstanceOf(StoreException.class)
        .hasMessage("there is no " + state.resolve("x0d.db") + " (--state-dir says where)");
    assertThat(copy).doesNotExist();
  }

  @Test
  void write_parentOfTargetIsMissing_saysWhyInOneLine() {
    SqliteDirectorStore.open(state, CLOCK).close();
    Path deep = folder.resolve("no/such/copy");

    assertThatThrownBy(() -> Backup.write(state, deep))
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith("cannot copy " + state + " to " + deep + ": ")
        .hasMessageNotContaining("\n");
  }

  @Test
  void write_anotherProgramsDatabase_isRefusedAndLeavesNoDraft() throws Exception {
    SqliteDirectorStore.open(state, CLOCK).close();
    Raw.run(state.resolve("x0d.db"), "PRAGMA application_id = 7");

    assertThatThrownBy(() -> Backup.write(state, copy))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("not a database of x0d");
    assertThat(names(folder)).containsExactly("state");
  }

  @Test
  void write_leftoversOfAnEarlierAttempt_areReplaced() throws IOException {
    try (SqliteDirectorStore store = SqliteDirectorStore.open(state, CLOCK)) {
      store.commit(List.of(created(with(SHOP, "queue-limit", "9"))));
    }
    Files.createDirectory(folder.resolve("copy.new"));
    Files.writeString(folder.resolve("copy.new/x0d.db"), "half");

    Backup.write(state, copy);

    assertThat(names(folder)).containsExactly("copy", "state");
    assertThat(Raw.query(copy.resolve("x0d.db"), "SELECT name FROM director"))
        .containsExactly("shop");
  }
}
