package io.x0.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table of {@code x0d.db} that tells in which file each director on demand is, and what is
 * decided and not yet done to these files. Confined to the writer thread.
 */
final class DemandRows {
  /** What is pending when the file is to go. */
  static final String REMOVAL = "null";

  private final Database database;

  DemandRows(Database database) {
    this.database = database;
  }

  /**
   * A director on demand.
   *
   * @param director its name
   * @param file the name of its file
   * @param pending what the file is to become: a director as JSON or {@link #REMOVAL}; null when
   *     the file is as it should be
   */
  record Row(String director, String file, @Nullable String pending) {
    boolean isRemoval() {
      return REMOVAL.equals(pending);
    }

    private static Row read(ResultSet row) throws SQLException {
      return new Row(row.getString(1), row.getString(2), row.getString(3));
    }
  }

  /** Returns all of them, by director. */
  List<Row> all() throws SQLException {
    return database.query(
        "SELECT director, file, pending FROM ondemand_file ORDER BY director", Row::read);
  }

  /** Returns those of which something is pending. */
  List<Row> pending() throws SQLException {
    return database.query(
        "SELECT director, file, pending FROM ondemand_file WHERE pending IS NOT NULL"
            + " ORDER BY director",
        Row::read);
  }

  /** Returns that of a director, or null. */
  @Nullable Row find(String director) throws SQLException {
    List<Row> found =
        database.query(
            "SELECT director, file, pending FROM ondemand_file WHERE director = ?",
            Row::read,
            director);
    return found.isEmpty() ? null : found.get(0);
  }

  /** Returns whether a file belongs to a director. */
  boolean hasFile(String file) throws SQLException {
    return !database
        .query("SELECT 1 FROM ondemand_file WHERE file = ?", row -> row.getInt(1), file)
        .isEmpty();
  }

  /** Puts a row in the place of that of the same director. */
  void put(Row row) throws SQLException {
    database.update(
        "INSERT INTO ondemand_file (director, file, pending) VALUES (?, ?, ?)"
            + " ON CONFLICT (director)"
            + " DO UPDATE SET file = excluded.file, pending = excluded.pending",
        row.director,
        row.file,
        row.pending);
  }

  /** Removes the row of a director. */
  void remove(String director) throws SQLException {
    database.update("DELETE FROM ondemand_file WHERE director = ?", director);
  }
}
