package io.x0.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/** How a database file that exists is connected to; tests put faults here. */
@FunctionalInterface
interface Connector {
  /** Connects to {@code file} and never creates it. */
  Connection connect(Path file) throws SQLException;

  /** Returns the connector of the real database. */
  static Connector sqlite() {
    return file -> {
      SQLiteConfig config = new SQLiteConfig();
      config.resetOpenMode(SQLiteOpenMode.CREATE);
      // A URI, because the driver would read options out of a plain path with a question mark.
      return config.createConnection("jdbc:sqlite:" + file.toUri());
    };
  }
}
