package io.x0.store;

import static io.x0.store.Samples.CLOCK;
import static io.x0.store.Samples.created;
import static io.x0.store.Samples.empty;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.director.DirectorStore.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is on disk once a store is open. */
final class OpenedDatabaseTest {
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

  private Path file() {
    return folder.resolve("x0d.db");
  }

  @Test
  void open_newFolder_makesFilesOnlyTheOwnerReads() throws IOException {
    store.commit(List.of(created(empty("shop"))));

    try (var files = Files.list(folder)) {
      assertThat(files.toList())
          .extracting(f -> f.getFileName().toString())
          .containsExactlyInAnyOrder("x0d.db", "x0d.db-wal", "x0d.db-shm", "x0d.lock");
    }
    for (String name : List.of("x0d.db", "x0d.db-wal", "x0d.db-shm", "x0d.lock")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
          .as(name)
          .isEqualTo("rw-------");
    }
  }

  @Test
  void open_fileOthersCanRead_takesThatAway() throws IOException {
    store.close();
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));

    open();

    assertThat(Files.getPosixFilePermissions(file()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void open_folderMissing_saysSo() {
    assertThatThrownBy(() -> SqliteDirectorStore.open(folder.resolve("none"), CLOCK))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("none")
        .hasMessageNotContaining("\n");
  }

  @Test
  void open_folderWithOddName_works() throws IOException {
    Path odd = Files.createDirectory(folder.resolve("a?b=c&mode=memory %41#é"));

    try (SqliteDirectorStore other = SqliteDirectorStore.open(odd, CLOCK)) {
      other.commit(List.of(created(empty("shop"))));
    }

    assertThat(odd.resolve("x0d.db")).isNotEmptyFile();
    try (SqliteDirectorStore other = SqliteDirectorStore.open(odd, CLOCK)) {
      assertThat(other.load()).containsExactly(empty("shop"));
    }
  }

  @Test
  void open_sqliteLibrary_hasTheRepairedWriteAheadLog() {
    String version = Raw.query(file(), "SELECT sqlite_version()").get(0);
    int[] parts = Arrays.stream(version.split("\\.")).mapToInt(Integer::parseInt).toArray();

    assertThat(Arrays.compare(parts, new int[] {3, 51, 3})).as(version).isNotNegative();
  }

  @Test
  void open_database_hasItsSettings() throws Exception {
    store.close();
    Database database = Database.connect(file(), Connector.sqlite());
    try {
      database.prepare();

      assertThat(database.text("PRAGMA journal_mode")).isEqualTo("wal");
      assertThat(database.number("PRAGMA synchronous")).isEqualTo(2);
      assertThat(database.number("PRAGMA busy_timeout")).isEqualTo(5000);
      assertThat(database.number("PRAGMA foreign_keys")).isEqualTo(1);
      assertThat(database.number("PRAGMA trusted_schema")).isEqualTo(0);
      assertThat(database.number("PRAGMA cell_size_check")).isEqualTo(1);
      assertThat(database.number("PRAGMA mmap_size")).isEqualTo(0);
      assertThat(database.number("PRAGMA wal_autocheckpoint")).isEqualTo(1000);
      assertThat(database.number("PRAGMA journal_size_limit")).isEqualTo(64L * 1024 * 1024);
      assertThat(database.number("PRAGMA application_id")).isEqualTo(Database.APPLICATION_ID);
      assertThat(database.number("PRAGMA user_version")).isEqualTo(Migrations.shipped().latest());
      assertThat(
              database.number(
                  "SELECT count(*) FROM pragma_table_list WHERE schema = 'main'"
                      + " AND name NOT LIKE 'sqlite_%' AND strict = 0"))
          .isEqualTo(0);
    } finally {
      database.close();
    }
  }
}
