package io.x0.store;

import io.x0.director.BackendConfig;
import io.x0.director.DirectorConfig;
import io.x0.director.DirectorStore.Change;
import io.x0.director.DirectorStore.Entry;
import io.x0.director.DirectorStore.Tie;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The journal of the newest changes. Confined to the writer thread. */
final class AuditRows {
  /** How many changes are kept. */
  static final int KEPT = 10_000;

  /** How much of the database may be in use before more of the oldest changes go. */
  private static final long USED_BYTES = 256L << 20;

  /** How many more, beside as many as come: the database shrinks in small steps. */
  private static final int STEP = 4;

  private static final String COLUMNS =
      "SELECT id, at, who, action, director, before, after, batch, undoes, automatic FROM audit ";

  private final Database database;
  private final long usedBytes;
  private int appended;

  /** The first of those that hold together with the one appended last. */
  private long first;

  /** What the change appended last left, which the next one often begins with. */
  private @Nullable DirectorConfig left;

  private @Nullable String leftJson;

  /** Backends that were written before, by identity: most changes leave most of them alone. */
  private final IdentityHashMap<BackendConfig, String> backends = new IdentityHashMap<>();

  AuditRows(Database database) {
    this(database, USED_BYTES);
  }

  AuditRows(Database database, long usedBytes) {
    this.database = database;
    this.usedBytes = usedBytes;
  }

  /** Appends {@code change}. */
  @SuppressWarnings("ReferenceEquality") // The director, not one like it: it is only a shortcut.
  void append(Change change) throws SQLException {
    appended++;
    if (!change.tie().isFollower()) {
      first = 0;
    }
    String before = change.before() == left ? leftJson : json(change.before());
    left = change.after();
    leftJson = json(left);
    database.update(
        "INSERT INTO audit (at, who, action, director, before, after, batch, undoes, automatic)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        change.at().toEpochMilli(),
        change.who(),
        change.action(),
        change.director(),
        before,
        leftJson,
        first == 0 ? null : first,
        change.tie().undoes() == 0 ? null : change.tie().undoes(),
        change.tie().isAutomatic() ? 1 : 0);
    if (first == 0) {
      first = lastId();
    }
  }

  /** Forgets the oldest changes, when there are more than are kept or they take too much room. */
  void prune() throws SQLException {
    long last = lastId();
    database.update("DELETE FROM audit WHERE id <= ?", last - KEPT);
    long pages = database.number("PRAGMA page_count") - database.number("PRAGMA freelist_count");
    if (pages * database.number("PRAGMA page_size") > usedBytes) {
      database.update(
          "DELETE FROM audit WHERE id <= ? AND id IN (SELECT id FROM audit ORDER BY id LIMIT ?)",
          last - appended,
          appended + STEP);
    }
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
  List<Entry> newest(int limit) throws SQLException {
    return database.query(
        COLUMNS + "ORDER BY id DESC LIMIT ?", AuditRows::entry, Math.max(0, limit));
  }

  /**
   * Returns the change {@code id} and all that hold together with it, the oldest first; none when
   * the first of them is not kept any more.
   *
   * @throws IllegalArgumentException if one cannot be read; the message names it in one line
   */
  List<Entry> together(long id) throws SQLException {
    List<Long> firsts =
        database.query(
            "SELECT coalesce(batch, id) FROM audit WHERE id = ?", row -> row.getLong(1), id);
    if (firsts.isEmpty()) {
      return List.of();
    }
    List<Entry> all =
        database.query(
            COLUMNS + "WHERE id = ?1 OR batch = ?1 ORDER BY id", AuditRows::entry, firsts.get(0));
    return all.get(0).id() == firsts.get(0) ? all : List.of();
  }

  /** Returns the number of the newest change before {@code id} that an operator made, or empty. */
  OptionalLong lastOfOperators(long id) throws SQLException {
    List<Long> newest =
        database.query(
            "SELECT id FROM audit WHERE automatic = 0 AND id < ? ORDER BY id DESC LIMIT 1",
            row -> row.getLong(1),
            id);
    return newest.isEmpty() ? OptionalLong.empty() : OptionalLong.of(newest.get(0));
  }

  private static Entry entry(ResultSet row) throws SQLException {
    long batch = row.getLong(8);
    long id = row.getLong(1);
    return new Entry(id, batch == 0 ? id : batch, change(row, id, batch));
  }

  private static Change change(ResultSet row, long id, long batch) throws SQLException {
    try {
      return new Change(
          Instant.ofEpochMilli(row.getLong(2)),
          row.getString(3),
          row.getString(4),
          row.getString(5),
          config(row.getString(6)),
          config(row.getString(7)),
          new Tie(batch != 0, row.getLong(9), row.getInt(10) != 0));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("change " + id + ": " + Messages.of(e), e);
    }
  }

  private @Nullable String json(@Nullable DirectorConfig director) {
    return director == null
        ? null
        : ConfigJson.write(
            director, backend -> backends.computeIfAbsent(backend, ConfigJson::write));
  }

  private static @Nullable DirectorConfig config(@Nullable String json) {
    return json == null ? null : ConfigJson.read(json);
  }
}
