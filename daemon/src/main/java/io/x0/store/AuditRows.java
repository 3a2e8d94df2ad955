package io.x0.store;

import io.x0.director.DirectorConfig;
import io.x0.director.DirectorStore.Change;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The journal of every change, which only grows. Confined to the writer thread. */
final class AuditRows {
  private final Database database;

  AuditRows(Database database) {
    this.database = database;
  }

  /** Appends {@code change}. */
  void append(Change change) throws SQLException {
    database.update(
        "INSERT INTO audit (at, who, action, director, before, after) VALUES (?, ?, ?, ?, ?, ?)",
        change.at().toEpochMilli(),
        change.who(),
        change.action(),
        change.director(),
        json(change.before()),
        json(change.after()));
  }

  /** Returns the id of the newest change, or 0. */
  long lastId() throws SQLException {
    return database.number("SELECT coalesce(max(id), 0) FROM audit");
  }

  /**
   * Returns the newest {@code limit} changes, the newest first.
   *
   * @throws IllegalArgumentException if one cannot be read; the message names it in one line
   */
  List<Change> newest(int limit) throws SQLException {
    return database.query(
        "SELECT id, at, who, action, director, before, after FROM audit ORDER BY id DESC LIMIT ?",
        AuditRows::change,
        Math.max(0, limit));
  }

  private static Change change(ResultSet row) throws SQLException {
    long id = row.getLong(1);
    try {
      return new Change(
          Instant.ofEpochMilli(row.getLong(2)),
          row.getString(3),
          row.getString(4),
          row.getString(5),
          config(row.getString(6)),
          config(row.getString(7)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("change " + id + ": " + Messages.of(e), e);
    }
  }

  private static @Nullable String json(@Nullable DirectorConfig director) {
    return director == null ? null : ConfigJson.write(director);
  }

  private static @Nullable DirectorConfig config(@Nullable String json) {
    return json == null ? null : ConfigJson.read(json);
  }
}
