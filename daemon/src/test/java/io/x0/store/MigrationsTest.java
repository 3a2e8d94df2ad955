package io.x0.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MigrationsTest {
  @TempDir Path folder;

  private Path file;
  private Database database;

  @BeforeEach
  void connect() throws SQLException, IOException {
    file = Files.createFile(folder.resolve("x0d.db"));
    database = Database.connect(file, Connector.sqlite());
  }

  @AfterEach
  void close() {
    database.close();
  }

  private List<String> tables() throws SQLException {
    return database.query(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            + " ORDER BY name",
        row -> row.getString(1));
  }

  @Test
  void run_versionZero_makesTheNewestLayout() throws SQLException {
    Migrations.shipped().run(database);

    assertThat(tables())
        .containsExactly(
            "audit",
            "backend",
            "backend_setting",
            "bucket",
            "director",
            "director_setting",
            "ondemand",
            "ondemand_file");
    assertThat(database.number("PRAGMA user_version")).isEqualTo(Migrations.shipped().latest());
    assertThat(database.number("PRAGMA application_id")).isEqualTo(Database.APPLICATION_ID);
  }

  @Test
  void run_secondTime_changesNothing() throws SQLException {
    Migrations.shipped().run(database);
    long before = database.number("PRAGMA schema_version");

    Migrations.shipped().run(database);

    assertThat(database.number("PRAGMA schema_version")).isEqualTo(before);
  }

  @Test
  void run_olderVersion_runsOnlyWhatIsNew() throws SQLException {
    String first = "CREATE TABLE one (id INTEGER) STRICT;\nPRAGMA user_version = 1;\n";
    String second = "CREATE TABLE two (id INTEGER) STRICT;\nPRAGMA user_version = 2;";
    new Migrations(List.of(first)).run(database);
    database.run("INSERT INTO one VALUES (7)");

    new Migrations(List.of(first, second)).run(database);

    assertThat(tables()).containsExactly("one", "two");
    assertThat(database.number("SELECT id FROM one")).isEqualTo(7);
    assertThat(database.number("PRAGMA user_version")).isEqualTo(2);
  }

  @Test
  void run_stepThatFails_leavesTheStepBefore() throws SQLException {
    Migrations broken =
        new Migrations(
            List.of(
                "CREATE TABLE one (id INTEGER) STRICT;\nPRAGMA user_version = 1;",
                "CREATE TABLE two (id INTEGER) STRICT;\nCREATE TABLE one (id INTEGER);"));

    assertThatThrownBy(() -> broken.run(database)).isInstanceOf(SQLException.class);

    assertThat(tables()).containsExactly("one");
    assertThat(database.number("PRAGMA user_version")).isEqualTo(1);
  }

  @Test
  void run_stepThatDoesNotNameItsVersion_isRolledBack() throws SQLException {
    Migrations broken = new Migrations(List.of("CREATE TABLE one (id INTEGER) STRICT;"));

    assertThatThrownBy(() -> broken.run(database)).isInstanceOf(IllegalStateException.class);

    assertThat(tables()).isEmpty();
  }

  @Test
  void prepare_emptyDatabaseOfVersionZero_becomesOurs() throws SQLException {
    database.run("PRAGMA journal_mode = DELETE");
    database.run("CREATE TABLE x (id INTEGER)");
    database.run("DROP TABLE x");

    database.prepare();

    assertThat(tables()).contains("director", "audit");
  }
}
