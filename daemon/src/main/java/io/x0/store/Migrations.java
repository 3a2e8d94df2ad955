package io.x0.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/**
 * The steps that bring a database to the layout of this x0d. Step n is a script that ends with
 * {@code PRAGMA user_version = n} and runs in one transaction, so that a database is always at a
 * whole step. Immutable.
 */
final class Migrations {
  private static final List<String> RESOURCES =
      List.of("001-directors.sql", "002-buckets.sql", "003-ondemand.sql", "004-undo.sql");

  private final List<String> scripts;

  /** Makes the steps {@code scripts}, of which the first leads from 0 to 1. */
  Migrations(List<String> scripts) {
    this.scripts = List.copyOf(scripts);
  }

  /** Returns the steps this x0d comes with. */
  static Migrations shipped() {
    return new Migrations(RESOURCES.stream().map(Migrations::resource).toList());
  }

  /** Returns the layout the last step leads to. */
  int latest() {
    return scripts.size();
  }

  /** Runs the steps that {@code database} has not seen yet. */
  void run(Database database) throws SQLException {
    for (int version = (int) database.number("PRAGMA user_version"); version < latest(); ) {
      database.begin();
      try {
        for (String statement : statements(scripts.get(version))) {
          database.run(statement);
        }
        version++;
        if (database.number("PRAGMA user_version") != version) {
          throw new IllegalStateException("migration " + version + " does not name its version");
        }
        database.commit();
      } catch (SQLException | RuntimeException e) {
        database.rollback();
        throw e;
      }
    }
  }

  private static List<String> statements(String script) {
    return Arrays.stream(script.split(";[ \t]*(\n|$)", -1)).filter(s -> !s.isBlank()).toList();
  }

  private static String resource(String name) {
    try (InputStream in = Migrations.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("not in this build: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
