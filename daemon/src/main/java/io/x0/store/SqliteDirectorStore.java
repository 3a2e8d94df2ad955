package io.x0.store;

import io.x0.director.DirectorConfig;
import io.x0.director.DirectorStore;
import io.x0.director.Origin;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Directors in the SQLite database {@code x0d.db} of a state folder, which one process uses at a
 * time, and those on demand in files of their own, see {@link DemandStore}. A failure closes the
 * connection; the next call opens it again. Confined to one writer thread.
 */
public final class SqliteDirectorStore implements DirectorStore {
  private static final Logger LOG = LoggerFactory.getLogger(SqliteDirectorStore.class);

  private final StateLock lock;
  private final DatabaseFile file;
  private final DemandStore demand;
  private @Nullable Database database;
  private boolean isClosed;

  private SqliteDirectorStore(
      StateLock lock, DatabaseFile file, DemandStore demand, Database database) {
    this.lock = lock;
    this.file = file;
    this.demand = demand;
    this.database = database;
  }

  /**
   * Opens the database of {@code stateFolder}, which exists. A missing database is made. A corrupt
   * one is renamed, reported as an error and replaced by an empty one: see {@link #setAside}.
   *
   * @param clock tells the time that becomes part of the name of a corrupt database
   * @throws StoreException if another x0d uses the folder, if the database belongs to another
   *     program or a newer x0d (it is left as it is), or if it cannot be opened
   */
  public static SqliteDirectorStore open(Path stateFolder, InstantSource clock) {
    return open(stateFolder, clock, Connector.sqlite());
  }

  static SqliteDirectorStore open(Path stateFolder, InstantSource clock, Connector connector) {
    StateLock lock = StateLock.take(stateFolder);
    Path folder = stateFolder.toAbsolutePath();
    DatabaseFile file = new DatabaseFile(folder.resolve("x0d.db"), connector);
    DemandStore demand = new DemandStore(folder.resolve("directors-ondemand"), connector);
    try {
      return new SqliteDirectorStore(lock, file, demand, file.openOrReplace(clock));
    } catch (SQLException e) {
      lock.close();
      throw failure("cannot open " + file.path() + ": " + Messages.of(e), false, e);
    } catch (IOException e) {
      lock.close();
      throw failure("cannot open " + file.path() + ": " + e, false, e);
    } catch (RuntimeException | Error e) {
      lock.close();
      throw e;
    }
  }

  /** Returns where the corrupt database that was found at the start was moved to, or empty. */
  public Optional<Path> setAside() {
    return file.setAside();
  }

  @Override
  public List<DirectorConfig> load() {
    return reading(
        opened -> {
          List<DirectorConfig> directors = new ArrayList<>();
          for (DirectorText text : new DirectorRows(opened).readAll()) {
            directors.add(text.config(line -> LOG.warn("{}: {}", file.path(), line)));
          }
          directors.addAll(demand.load(opened));
          directors.sort(Comparator.comparing(DirectorConfig::name));
          return List.copyOf(directors);
        });
  }

  @Override
  public List<Found> discover() {
    return reading(demand::discover);
  }

  /**
   * {@inheritDoc}
   *
   * <p>{@code at} is kept to the millisecond. A director is refused when its settings do not
   * survive being written as text.
   */
  @Override
  public void commit(List<Change> changes) {
    if (changes.isEmpty()) {
      return;
    }
    TextCheck texts = new TextCheck();
    changes.forEach(texts::check);
    Database opened;
    long lastId;
    try {
      opened = database();
      opened.begin();
      lastId = write(opened, changes, demand);
    } catch (SQLException e) {
      discard();
      throw failure(notStored(e), false, e);
    } catch (RuntimeException | Error e) {
      discard();
      throw e;
    }
    try {
      opened.commit();
    } catch (SQLException e) {
      discard();
      findOut(lastId, e);
    }
    flush();
  }

  private static long write(Database opened, List<Change> changes, DemandStore demand)
      throws SQLException {
    DirectorRows directors = new DirectorRows(opened);
    AuditRows audit = new AuditRows(opened);
    Set<Change> last = lastOfDirectors(changes);
    for (Change change : changes) {
      DirectorConfig before = change.before();
      DirectorConfig after = change.after();
      audit.append(change);
      if (change.isAction()) {
        continue;
      }
      if (isOnDemand(before) || isOnDemand(after)) {
        demand.stage(opened, change.director(), before, after);
      } else if (after == null) {
        directors.delete(change.director());
      } else if (last.contains(change)) {
        directors.write(DirectorText.of(after));
      }
    }
    audit.prune();
    return audit.lastId();
  }

  /**
   * Returns the changes that no later one of the same director overwrites: a transaction of many
   * changes writes the rows of a director once.
   */
  private static Set<Change> lastOfDirectors(List<Change> changes) {
    Set<Change> last = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<String> overwritten = new HashSet<>();
    for (int i = changes.size() - 1; i >= 0; i--) {
      Change change = changes.get(i);
      if (change.isAction()) {
        continue;
      }
      if (!overwritten.contains(change.director())) {
        last.add(change);
      }
      if (change.after() == null) {
        overwritten.remove(change.director());
      } else {
        overwritten.add(change.director());
      }
    }
    return last;
  }

  private static boolean isOnDemand(@Nullable DirectorConfig director) {
    return director != null && director.origin() == Origin.ONDEMAND;
  }

  /** Writes the files of directors on demand; the commit has decided what is in them. */
  private void flush() {
    try {
      demand.flush(database());
    } catch (SQLException | StoreException e) {
      discard();
      LOG.warn("{}: {}: files of directors on demand wait", file.path(), Messages.of(e));
    }
  }

  /**
   * Answers for a commit that SQLite reported as failed. After a failed flush it may be in the log
   * all the same, so only what is there after opening the file again counts.
   */
  private void findOut(long lastId, SQLException cause) {
    boolean isThere;
    try {
      Database reopened = database();
      isThere = new AuditRows(reopened).lastId() >= lastId;
      if (isThere) {
        // What a failed flush left in the log can be lost with the machine: write it once more.
        reopened.checkpoint();
      }
      file.syncFolder();
    } catch (SQLException | IOException | StoreException e) {
      discard();
      cause.addSuppressed(e);
      if (Database.isUnwritten(cause)) {
        throw failure(notStored(cause), false, cause);
      }
      throw failure(
          "whether the change is stored in " + file.path() + " is unknown: " + Messages.of(cause),
          true,
          cause);
    }
    if (!isThere) {
      throw failure(notStored(cause), false, cause);
    }
    LOG.warn("{} reported {} but holds the change", file.path(), Messages.of(cause));
  }

  @Override
  public List<Entry> history(int limit) {
    return reading(opened -> List.copyOf(new AuditRows(opened).newest(limit)));
  }

  @Override
  public List<Entry> together(long id) {
    return reading(opened -> List.copyOf(new AuditRows(opened).together(id)));
  }

  @Override
  public OptionalLong last() {
    long last = reading(opened -> new AuditRows(opened).lastId());
    return last == 0 ? OptionalLong.empty() : OptionalLong.of(last);
  }

  @Override
  public OptionalLong lastOfOperators(long id) {
    return reading(opened -> new AuditRows(opened).lastOfOperators(id));
  }

  private <T> T reading(Reading<T> reading) {
    try {
      return reading.from(database());
    } catch (SQLException e) {
      discard();
      throw failure("cannot read " + file.path() + ": " + Messages.of(e), false, e);
    } catch (IllegalArgumentException e) {
      throw failure("cannot read " + file.path() + ": " + Messages.of(e), false, e);
    }
  }

  private Database database() throws SQLException {
    if (isClosed) {
      throw new IllegalStateException("closed: " + file.path());
    }
    if (database == null) {
      database = file.reopen();
    }
    return database;
  }

  /** Gives up the connection, whatever is under way on it. */
  private void discard() {
    if (database != null) {
      database.rollback();
      database.close();
      database = null;
    }
  }

  private String notStored(SQLException cause) {
    return "the change is not stored in " + file.path() + ": " + Messages.of(cause);
  }

  private static StoreException failure(
      String message, boolean isUnknown, @Nullable Throwable cause) {
    return new StoreException(message, isUnknown, cause);
  }

  @Override
  public void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    if (database != null) {
      database.close();
      database = null;
    }
    lock.close();
  }

  @FunctionalInterface
  private interface Reading<T> {
    T from(Database opened) throws SQLException;
  }
}
