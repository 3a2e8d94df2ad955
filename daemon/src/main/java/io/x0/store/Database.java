package io.x0.store;

import io.x0.director.DirectorStore.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection to a database file: its settings, its checks, its transactions. Confined to
 * the writer thread.
 */
final class Database implements AutoCloseable {
  /** Marks a database file as one of x0; the letters {@code x0db}. */
  static final int APPLICATION_ID = 0x78306462;

  private static final Logger LOG = LoggerFactory.getLogger(Database.class);
  private static final int BUSY = 5;
  private static final int CORRUPT = 11;
  private static final int FULL = 13;
  private static final int NOT_A_DATABASE = 26;

  private final Path file;
  private final Connection connection;

  private Database(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /** Reads a row of an answer. */
  @FunctionalInterface
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Connects to {@code file}, which exists, without reading it. */
  static Database connect(Path file, Connector connector) throws SQLException {
    return new Database(file, connector.connect(file));
  }

  /**
   * Checks that this is a sound database of x0 and brings it to the newest layout. Nothing is
   * written before all checks have passed.
   *
   * @throws StoreException if it belongs to another program or a newer x0d
   * @throws SQLException if it cannot be used; {@link #isCorruption} tells why
   */
  void prepare() throws SQLException {
    run("PRAGMA busy_timeout = 5000");
    run("PRAGMA foreign_keys = ON");
    run("PRAGMA trusted_schema = OFF");
    run("PRAGMA cell_size_check = ON");
    run("PRAGMA mmap_size = 0");
    Migrations migrations = Migrations.shipped();
    checkOwner(migrations.latest());
    checkPages();
    String mode = text("PRAGMA journal_mode = WAL");
    if (!mode.equals("wal")) {
      throw new SQLException("no write-ahead log on this file system (journal mode " + mode + ")");
    }
    run("PRAGMA synchronous = FULL");
    run("PRAGMA wal_autocheckpoint = 1000");
    run("PRAGMA journal_size_limit = 67108864");
    migrations.run(this);
  }

  private void checkOwner(int latest) throws SQLException {
    long owner = number("PRAGMA application_id");
    long version = number("PRAGMA user_version");
    boolean isNew = owner == 0 && version == 0 && number("SELECT count(*) FROM sqlite_schema") == 0;
    if (owner != APPLICATION_ID && !isNew) {
      throw new StoreException(
          file
              + ": not a database of x0d (application id "
              + owner
              + "); move it away or choose another state folder",
          false,
          null);
    }
    if (version < 0 || version > latest) {
      throw new StoreException(
          file
              + ": written by a newer x0d (layout "
              + version
              + ", this x0d knows up to "
              + latest
              + "); install the newer x0d or move the file away",
          false,
          null);
    }
  }

  private void checkPages() throws SQLException {
    String finding = text("PRAGMA quick_check(1)");
    if (!finding.equals("ok")) {
      throw new SQLException("quick_check: " + finding, null, CORRUPT);
    }
  }

  /** Returns whether {@code e} says that the file is damaged or no database at all. */
  static boolean isCorruption(SQLException e) {
    return e.getErrorCode() == CORRUPT || e.getErrorCode() == NOT_A_DATABASE;
  }

  /**
   * Returns whether {@code e}, thrown by a commit, rules out that anything is durable: the mark
   * that ends a transaction is the last thing written to the log, and it was not.
   */
  static boolean isUnwritten(SQLException e) {
    return e.getErrorCode() == BUSY || e.getErrorCode() == FULL;
  }

  /** Begins a transaction that may write. */
  void begin() throws SQLException {
    run("BEGIN IMMEDIATE");
  }

  /** Makes the transaction durable. When this fails, whether it is has to be looked up. */
  void commit() throws SQLException {
    run("COMMIT");
  }

  /** Ends the transaction without effect. SQLite may have done so itself already. */
  void rollback() {
    try {
      run("ROLLBACK");
    } catch (SQLException e) {
      LOG.debug("{}: {}", file, e.getMessage());
    }
  }

  /** Moves everything committed from the log into the file itself and flushes both. */
  void checkpoint() throws SQLException {
    if (number("PRAGMA wal_checkpoint(TRUNCATE)") != 0) {
      throw new SQLException("the write-ahead log is in use");
    }
  }

  /** Runs a constant statement without parameters. */
  void run(String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.execute();
    }
  }

  /** Runs a statement that changes rows. */
  void update(String sql, @Nullable Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, parameters);
      statement.executeUpdate();
    }
  }

  /** Returns the rows of an answer. */
  <T> List<T> query(String sql, RowReader<T> reader, @Nullable Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, parameters);
      try (ResultSet rows = statement.executeQuery()) {
        List<T> result = new ArrayList<>();
        while (rows.next()) {
          result.add(reader.read(rows));
        }
        return result;
      }
    }
  }

  /** Returns the number an answer begins with. */
  long number(String sql) throws SQLException {
    return first(sql, row -> row.getLong(1));
  }

  /** Returns the text an answer begins with. */
  String text(String sql) throws SQLException {
    return first(sql, row -> row.getString(1));
  }

  private <T> T first(String sql, RowReader<T> reader) throws SQLException {
    List<T> rows = query(sql, reader);
    if (rows.isEmpty()) {
      throw new SQLException("no answer to: " + sql);
    }
    return rows.get(0);
  }

  private static void bind(PreparedStatement statement, @Nullable Object[] parameters)
      throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.warn("{} cannot be closed: {}", file, e.getMessage());
    }
  }
}
