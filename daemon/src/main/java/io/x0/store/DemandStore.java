package io.x0.store;

import io.x0.common.FileFailure;
import io.x0.director.Demand;
import io.x0.director.DirectorConfig;
import io.x0.director.DirectorStore.Found;
import io.x0.director.DirectorStore.StoreException;
import io.x0.store.DemandRows.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Directors on demand, each in a file of its own. Confined to the writer thread.
 *
 * <p>A change reaches a file in three steps: {@link #stage} writes it to {@code x0d.db} in the
 * transaction that also appends to the journal, and the commit of that transaction decides; {@link
 * #flush} brings it to the file; then the file does not count as pending any more. Whatever happens
 * between, the next flush, at the latest that of the next start, does the second step again, which
 * comes to the same. So one commit decides about any number of files and about the journal.
 */
final class DemandStore {
  private static final Logger LOG = LoggerFactory.getLogger(DemandStore.class);

  private final DemandFolder folder;

  /** What was found by name of the director, until it is looked for again. */
  private final Map<String, Dropped> dropped = new HashMap<>();

  /** Whether something may be pending; at the start nobody knows. */
  private boolean isPending = true;

  private record Dropped(String file, DirectorConfig director) {}

  DemandStore(Path folder, Connector connector) {
    this.folder = new DemandFolder(folder, connector);
  }

  /**
   * Decides, within a transaction, what a director is to become.
   *
   * @param before null when it is new
   * @param after null when it is to go
   */
  void stage(
      Database opened, String name, @Nullable DirectorConfig before, @Nullable DirectorConfig after)
      throws SQLException {
    DemandRows rows = new DemandRows(opened);
    Row row = rows.find(name);
    if (after != null) {
      // A file whose removal is pending is used again rather than forgotten.
      boolean isKept = row != null && (before != null || row.isRemoval());
      String file = isKept ? Objects.requireNonNull(row).file() : newFile(rows, after);
      rows.put(new Row(name, file, ConfigJson.write(after)));
    } else if (row != null) {
      rows.put(new Row(name, row.file(), DemandRows.REMOVAL));
    }
    isPending = true;
  }

  private String newFile(DemandRows rows, DirectorConfig director) throws SQLException {
    Dropped found = dropped.get(director.name());
    if (found != null && found.director.equals(director) && !rows.hasFile(found.file)) {
      return found.file;
    }
    Demand demand = Objects.requireNonNull(director.demand());
    int n = 1;
    while (!folder.isFree(DemandFolder.name(demand, n))
        || rows.hasFile(DemandFolder.name(demand, n))) {
      n++;
    }
    return DemandFolder.name(demand, n);
  }

  /**
   * Brings what is decided to the files. What cannot be done now is reported and stays pending.
   *
   * @throws SQLException if {@code x0d.db} fails
   */
  void flush(Database opened) throws SQLException {
    if (!isPending) {
      return;
    }
    DemandRows rows = new DemandRows(opened);
    List<Row> pending = rows.pending();
    List<Row> done = pending.stream().filter(this::carryOut).toList();
    if (!done.isEmpty()) {
      opened.begin();
      for (Row row : done) {
        if (row.isRemoval()) {
          rows.remove(row.director());
        } else {
          rows.put(new Row(row.director(), row.file(), null));
        }
      }
      opened.commit();
    }
    isPending = done.size() < pending.size();
  }

  private boolean carryOut(Row row) {
    try {
      if (row.isRemoval()) {
        folder.delete(row.file());
      } else {
        folder.write(row.file(), ConfigJson.read(Objects.requireNonNull(row.pending())));
      }
      return true;
    } catch (SQLException | IllegalArgumentException | StoreException e) {
      report(row, Messages.of(e));
    } catch (IOException e) {
      report(row, FileFailure.reason(e));
    }
    return false;
  }

  private void report(Row row, String reason) {
    LOG.error(
        "{} cannot be written: {}; x0d.db holds what director {} is, and it is tried again at the"
            + " next change and at the next start",
        folder.path(row.file()),
        reason,
        row.director());
  }

  /**
   * Returns the directors that were committed, by name. A file that does not hold its director any
   * more counts as found from now on.
   */
  List<DirectorConfig> load(Database opened) throws SQLException {
    flush(opened);
    DemandRows rows = new DemandRows(opened);
    List<DirectorConfig> directors = new ArrayList<>();
    List<Row> lost = new ArrayList<>();
    for (Row row : rows.all()) {
      String pending = row.pending();
      if (row.isRemoval()) {
        continue;
      }
      DirectorConfig director =
          pending == null ? folder.look(row.file()).director() : ConfigJson.read(pending);
      if (director != null && director.name().equals(row.director())) {
        directors.add(director);
      } else {
        lost.add(row);
      }
    }
    forget(opened, lost);
    return directors;
  }

  private void forget(Database opened, List<Row> lost) throws SQLException {
    if (lost.isEmpty()) {
      return;
    }
    DemandRows rows = new DemandRows(opened);
    opened.begin();
    for (Row row : lost) {
      rows.remove(row.director());
    }
    opened.commit();
    for (Row row : lost) {
      if (!folder.exists(row.file())) {
        LOG.warn("{} is gone, and director {} with it", folder.path(row.file()), row.director());
      }
    }
  }

  /**
   * Returns what is in files that belong to no director.
   *
   * @throws SQLException if {@code x0d.db} fails
   */
  List<Found> discover(Database opened) throws SQLException {
    flush(opened);
    Set<String> known = new HashSet<>();
    for (Row row : new DemandRows(opened).all()) {
      known.add(row.file());
    }
    dropped.clear();
    List<Found> all = new ArrayList<>();
    for (String file : names(all)) {
      if (!known.contains(file)) {
        Found found = folder.look(file);
        all.add(found);
        DirectorConfig director = found.director();
        if (director != null) {
          dropped.putIfAbsent(director.name(), new Dropped(file, director));
        }
      }
    }
    return all;
  }

  private List<String> names(List<Found> problems) {
    try {
      folder.prepare();
      return folder.names();
    } catch (IOException e) {
      String path = folder.path("").toString();
      problems.add(new Found(path, null, path + " cannot be read: " + FileFailure.reason(e)));
      return List.of();
    }
  }
}
