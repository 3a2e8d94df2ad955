package io.x0.store;

import io.x0.store.DirectorText.BackendText;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Directors as rows. Rows are compared with what is stored and only those that differ are written;
 * rows of settings that this x0d does not declare stay as they are. Confined to the writer thread.
 */
final class DirectorRows {
  private final Database database;

  DirectorRows(Database database) {
    this.database = database;
  }

  /** Returns every director by name. */
  List<DirectorText> readAll() throws SQLException {
    List<DirectorText> directors = new ArrayList<>();
    for (String name : names()) {
      List<BackendText> backends = readBackends(name).stream().map(Placed::text).toList();
      directors.add(Objects.requireNonNull(read(name, backends), name));
    }
    return directors;
  }

  /** Returns the names of all directors in their order. */
  List<String> names() throws SQLException {
    return database.query("SELECT name FROM director ORDER BY name", row -> row.getString(1));
  }

  private @Nullable DirectorText read(String name, List<BackendText> backends) throws SQLException {
    Map<String, String> settings = new LinkedHashMap<>();
    for (Entry entry :
        database.query(
            "SELECT key, value FROM director_setting WHERE director = ? ORDER BY key",
            row -> new Entry(row.getString(1), row.getString(2)),
            name)) {
      settings.put(entry.key, entry.value);
    }
    List<BucketText> buckets = readBuckets(name);
    Map<String, String> demand = readDemand(name);
    List<DirectorText> found =
        database.query(
            "SELECT origin, revision FROM director WHERE name = ?",
            row ->
                new DirectorText(
                    name, row.getString(1), row.getLong(2), settings, backends, buckets, demand),
            name);
    return found.isEmpty() ? null : found.get(0);
  }

  private Map<String, String> readDemand(String director) throws SQLException {
    Map<String, String> demand = new LinkedHashMap<>();
    for (Entry entry :
        database.query(
            "SELECT 'hostname', hostname FROM ondemand WHERE director = ?1 AND hostname IS NOT NULL"
                + " UNION ALL"
                + " SELECT 'port', port FROM ondemand WHERE director = ?1 AND port IS NOT NULL",
            row -> new Entry(row.getString(1), row.getString(2)),
            director)) {
      demand.put(entry.key, entry.value);
    }
    return demand;
  }

  private void writeDemand(DirectorText wanted, Map<String, String> stored) throws SQLException {
    Map<String, String> demand = wanted.demand();
    if (!demand.isEmpty() && !demand.equals(stored)) {
      String port = demand.get("port");
      database.update(
          "INSERT INTO ondemand (director, hostname, port) VALUES (?, ?, ?)"
              + " ON CONFLICT (director)"
              + " DO UPDATE SET hostname = excluded.hostname, port = excluded.port",
          wanted.name(),
          demand.get("hostname"),
          port == null ? null : Integer.valueOf(port));
    }
  }

  private List<BucketText> readBuckets(String director) throws SQLException {
    return database.query(
        "SELECT name, parent, rate, ceil, queue_limit FROM bucket WHERE director = ?"
            + " ORDER BY position",
        row ->
            new BucketText(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5)),
        director);
  }

  /** Buckets are few and depend on each other: they are written anew when one differs. */
  private void writeBuckets(DirectorText wanted, List<BucketText> stored) throws SQLException {
    if (wanted.buckets().equals(stored)) {
      return;
    }
    database.update("DELETE FROM bucket WHERE director = ?", wanted.name());
    long position = 0;
    for (BucketText bucket : wanted.buckets()) {
      database.update(
          "INSERT INTO bucket (director, name, parent, position, rate, ceil, queue_limit)"
              + " VALUES (?, ?, ?, ?, ?, ?, ?)",
          wanted.name(),
          bucket.name(),
          bucket.parent(),
          position++,
          bucket.rate(),
          bucket.ceil(),
          bucket.queueLimit());
    }
  }

  private List<Placed> readBackends(String director) throws SQLException {
    Map<String, Map<String, String>> settings = new HashMap<>();
    for (BackendEntry entry :
        database.query(
            "SELECT backend, key, value FROM backend_setting WHERE director = ?"
                + " ORDER BY backend, key",
            row ->
                new BackendEntry(row.getString(1), new Entry(row.getString(2), row.getString(3))),
            director)) {
      settings
          .computeIfAbsent(entry.backend, b -> new LinkedHashMap<>())
          .put(entry.entry.key, entry.entry.value);
    }
    return database.query(
        "SELECT name, revision, position FROM backend WHERE director = ? ORDER BY position, name",
        row -> {
          String name = row.getString(1);
          return new Placed(
              row.getLong(3),
              new BackendText(name, row.getLong(2), settings.getOrDefault(name, Map.of())));
        },
        director);
  }

  /** Makes the director of that name be {@code wanted}. */
  void write(DirectorText wanted) throws SQLException {
    DirectorText stored = read(wanted.name(), List.of());
    if (stored == null
        || !stored.origin().equals(wanted.origin())
        || stored.revision() != wanted.revision()) {
      database.update(
          "INSERT INTO director (name, origin, revision) VALUES (?, ?, ?) ON CONFLICT (name)"
              + " DO UPDATE SET origin = excluded.origin, revision = excluded.revision",
          wanted.name(),
          wanted.origin(),
          wanted.revision());
    }
    Map<String, String> settings = stored == null ? Map.of() : stored.settings();
    for (Map.Entry<String, String> setting : wanted.settings().entrySet()) {
      if (!setting.getValue().equals(settings.get(setting.getKey()))) {
        database.update(
            "INSERT INTO director_setting (director, key, value) VALUES (?, ?, ?)"
                + " ON CONFLICT (director, key) DO UPDATE SET value = excluded.value",
            wanted.name(),
            setting.getKey(),
            setting.getValue());
      }
    }
    writeBackends(wanted);
    writeBuckets(wanted, stored == null ? List.of() : stored.buckets());
    writeDemand(wanted, stored == null ? Map.of() : stored.demand());
  }

  private void writeBackends(DirectorText wanted) throws SQLException {
    Map<String, Placed> stored = new HashMap<>();
    for (Placed row : readBackends(wanted.name())) {
      stored.put(row.text.name(), row);
    }
    Set<String> kept = new HashSet<>();
    for (BackendText backend : wanted.backends()) {
      Placed placed = new Placed(kept.size(), backend);
      writeBackend(wanted.name(), placed, stored.get(backend.name()));
      kept.add(backend.name());
    }
    for (String name : stored.keySet()) {
      if (!kept.contains(name)) {
        database.update("DELETE FROM backend WHERE director = ? AND name = ?", wanted.name(), name);
      }
    }
  }

  private void writeBackend(String director, Placed wanted, @Nullable Placed stored)
      throws SQLException {
    String name = wanted.text.name();
    if (stored == null
        || stored.position != wanted.position
        || stored.text.revision() != wanted.text.revision()) {
      database.update(
          "INSERT INTO backend (director, name, position, revision) VALUES (?, ?, ?, ?)"
              + " ON CONFLICT (director, name)"
              + " DO UPDATE SET position = excluded.position, revision = excluded.revision",
          director,
          name,
          wanted.position,
          wanted.text.revision());
    }
    Map<String, String> settings = stored == null ? Map.of() : stored.text.settings();
    for (Map.Entry<String, String> setting : wanted.text.settings().entrySet()) {
      if (!setting.getValue().equals(settings.get(setting.getKey()))) {
        database.update(
            "INSERT INTO backend_setting (director, backend, key, value) VALUES (?, ?, ?, ?)"
                + " ON CONFLICT (director, backend, key) DO UPDATE SET value = excluded.value",
            director,
            name,
            setting.getKey(),
            setting.getValue());
      }
    }
  }

  /** Removes the director of that name, with all that belongs to it. */
  void delete(String name) throws SQLException {
    database.update("DELETE FROM director WHERE name = ?", name);
  }

  private record Entry(String key, String value) {}

  private record BackendEntry(String backend, Entry entry) {}

  private record Placed(long position, BackendText text) {}
}
