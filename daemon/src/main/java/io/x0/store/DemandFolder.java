package io.x0.store;

import io.x0.common.FileFailure;
import io.x0.director.Demand;
import io.x0.director.DirectorConfig;
import io.x0.director.DirectorStore.Found;
import io.x0.director.DirectorStore.StoreException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of the directors on demand, each in a database of its own. A database is open only
 * while it is read or written. What is no director on demand is never touched. Confined to the
 * writer thread.
 */
final class DemandFolder {
  private static final Logger LOG = LoggerFactory.getLogger(DemandFolder.class);
  private static final String SUFFIX = ".db";

  /** Of a file's name, so that its companions have names too. */
  private static final int MAX_LENGTH = 200;

  private final Path folder;
  private final Connector connector;

  /** An empty database, made once: to make each of thousands anew would take minutes. */
  private byte @Nullable [] blank;

  DemandFolder(Path folder, Connector connector) {
    this.folder = folder;
    this.connector = connector;
  }

  /** Makes the folder if it is missing. */
  void prepare() throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      new DatabaseFile(folder, connector).syncFolder();
    }
  }

  /** Returns where a file is. */
  Path path(String file) {
    return folder.resolve(file);
  }

  /** Returns the names of all databases in their order. */
  List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = Objects.requireNonNull(file.getFileName()).toString();
        if (name.endsWith(SUFFIX)) {
          names.add(name);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    Collections.sort(names);
    return names;
  }

  boolean exists(String file) {
    return Files.exists(path(file), LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Returns the {@code n}th name, from 1, for the file of a director that serves {@code demand}.
   */
  static String name(Demand demand, int n) {
    String base =
        demand.hostname().isEmpty()
            ? "port-" + demand.port()
            : demand.hostname().replace("*", "_wildcard");
    return base.substring(0, Math.min(base.length(), MAX_LENGTH))
        + (n == 1 ? "" : "-" + n)
        + SUFFIX;
  }

  /** Returns whether nothing of that name is there, nor of its companions. */
  boolean isFree(String file) {
    return !DatabaseFile.anyExists(path(file));
  }

  /** Returns the director in a file, or why there is none. */
  Found look(String file) {
    Path path = path(file);
    try {
      return new Found(path.toString(), read(path), "");
    } catch (SQLException | IllegalArgumentException | StoreException e) {
      String reason = Messages.of(e);
      String prefix = path + ": ";
      return unusable(path, reason.startsWith(prefix) ? reason.substring(prefix.length()) : reason);
    } catch (IOException e) {
      return unusable(path, FileFailure.reason(e));
    }
  }

  private static Found unusable(Path path, String reason) {
    return new Found(path.toString(), null, path + " is left alone: " + reason);
  }

  private DirectorConfig read(Path path) throws SQLException, IOException {
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new IllegalArgumentException("not a file");
    }
    if (Files.size(path) < DatabaseFile.MIN_BYTES) {
      throw new IllegalArgumentException("it is too short");
    }
    try (Database database = Database.connect(path, connector)) {
      if (database.number("PRAGMA application_id") != Database.APPLICATION_ID) {
        throw new IllegalArgumentException("not a database of x0d");
      }
      database.prepare();
      List<DirectorText> directors = new DirectorRows(database).readAll();
      if (directors.size() != 1) {
        throw new IllegalArgumentException("it holds " + directors.size() + " directors, not one");
      }
      DirectorConfig director = directors.get(0).config(line -> LOG.warn("{}: {}", path, line));
      if (director.demand() == null) {
        throw new IllegalArgumentException("director " + director.name() + " is not on demand");
      }
      return director;
    }
  }

  /** Makes a file hold this director, and makes the file if it is missing. */
  void write(String file, DirectorConfig director) throws SQLException, IOException {
    prepare();
    DatabaseFile target = new DatabaseFile(path(file), connector);
    try (Database database = exists(file) ? reopen(target) : target.create(blank())) {
      DirectorRows rows = new DirectorRows(database);
      for (String name : rows.names()) {
        if (!name.equals(director.name())) {
          throw new IllegalArgumentException("it holds director " + Messages.quoted(name));
        }
      }
      database.begin();
      rows.write(DirectorText.of(director));
      database.commit();
    }
  }

  private byte[] blank() throws SQLException, IOException {
    byte[] bytes = blank;
    if (bytes == null) {
      DatabaseFile model = new DatabaseFile(path("blank.new"), connector);
      model.create().close();
      bytes = Files.readAllBytes(model.path());
      model.delete();
      blank = bytes;
    }
    return bytes;
  }

  private static Database reopen(DatabaseFile target) throws SQLException, IOException {
    if (Files.size(target.path()) < DatabaseFile.MIN_BYTES) {
      throw new IllegalArgumentException("it is too short");
    }
    target.restrict();
    return target.reopen();
  }

  /** Removes a file with its companions, if it is there. */
  void delete(String file) throws IOException {
    new DatabaseFile(path(file), connector).delete();
  }
}
