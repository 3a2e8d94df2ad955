package io.x0.store;

import io.x0.director.DirectorStore.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database file and its companions on disk. It appears whole or not at all, is readable by its
 * owner only, and is renamed rather than overwritten when it is damaged. Confined to the writer
 * thread.
 */
final class DatabaseFile {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseFile.class);
  private static final List<String> SUFFIXES = List.of("", "-wal", "-shm", "-journal");
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** The smallest page of a database; SQLite takes some shorter files for new ones. */
  static final int MIN_BYTES = 512;

  private final Path path;
  private final Connector connector;
  private @Nullable Path setAside;

  DatabaseFile(Path path, Connector connector) {
    this.path = path;
    this.connector = connector;
  }

  Path path() {
    return path;
  }

  /** Returns where a damaged file was moved to, or empty. */
  Optional<Path> setAside() {
    return Optional.ofNullable(setAside);
  }

  /**
   * Opens the database for the first time in this process: makes it if it is missing, and sets it
   * aside and makes an empty one if it is damaged.
   */
  Database openOrReplace(InstantSource clock) throws SQLException, IOException {
    if (Files.notExists(path, LinkOption.NOFOLLOW_LINKS)) {
      if (hasContent("-wal") || hasContent("-journal")) {
        moveAside(clock, "its log is there, but not the file itself");
      }
      return create();
    }
    if (Files.size(path) < MIN_BYTES) {
      moveAside(clock, "it is too short");
      return create();
    }
    restrict();
    Database database = null;
    try {
      database = Database.connect(path, connector);
      database.prepare();
      return database;
    } catch (SQLException e) {
      if (!Database.isCorruption(e)) {
        close(database);
        throw e;
      }
      // Before the close: SQLite leaves a file that has moved as it is, log and all.
      try {
        moveAside(clock, Messages.of(e));
      } finally {
        close(database);
      }
      return create();
    } catch (StoreException e) {
      close(database);
      throw e;
    }
  }

  /** Opens the database again after a failure. It neither makes nor replaces anything. */
  Database reopen() throws SQLException {
    Database database = Database.connect(path, connector);
    try {
      database.prepare();
      return database;
    } catch (SQLException | RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /** Makes the names of files in the folder durable. */
  void syncFolder() throws IOException {
    try (FileChannel folder = FileChannel.open(folder(), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  /** Makes an empty database under another name first: no crash leaves half of one. */
  Database create() throws SQLException, IOException {
    Path draft = sibling(path, ".new");
    for (String suffix : SUFFIXES) {
      Files.deleteIfExists(sibling(draft, suffix));
    }
    Files.createFile(draft, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    Files.setPosixFilePermissions(draft, OWNER_ONLY);
    new DatabaseFile(draft, connector).reopen().close();
    if (Files.exists(sibling(draft, "-wal"))) {
      throw new IOException(draft + " could not be completed");
    }
    return rename(draft);
  }

  /** Makes a database with the bytes of another that is complete, in the same way. */
  Database create(byte[] content) throws SQLException, IOException {
    Path draft = sibling(path, ".new");
    Files.deleteIfExists(draft);
    Files.createFile(draft, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    return rename(draft);
  }

  private Database rename(Path draft) throws SQLException, IOException {
    Files.deleteIfExists(sibling(path, "-shm"));
    Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
    syncFolder();
    return reopen();
  }

  private void moveAside(InstantSource clock, String reason) throws IOException {
    Path target = unused(sibling(path, ".corrupt-" + STAMP.format(clock.instant())));
    // The file first: a log without its file is noticed after a crash, a file without its log not.
    for (String suffix : SUFFIXES) {
      Path source = sibling(path, suffix);
      if (Files.exists(source, LinkOption.NOFOLLOW_LINKS)) {
        Files.move(source, sibling(target, suffix));
      }
    }
    syncFolder();
    setAside = target;
    LOG.error(
        "{} is corrupt ({}): set aside as {}, x0d starts with an empty one", path, reason, target);
  }

  private static Path unused(Path wanted) {
    Path target = wanted;
    for (int i = 2; anyExists(target); i++) {
      target = sibling(wanted, "-" + i);
    }
    return target;
  }

  /** Removes the file. Its log first: a log without its file would be taken for that of another. */
  void delete() throws IOException {
    for (int i = SUFFIXES.size() - 1; i >= 0; i--) {
      Files.deleteIfExists(sibling(path, SUFFIXES.get(i)));
    }
    syncFolder();
  }

  /** Returns whether the file or one of its companions is there. */
  static boolean anyExists(Path target) {
    return SUFFIXES.stream()
        .anyMatch(s -> Files.exists(sibling(target, s), LinkOption.NOFOLLOW_LINKS));
  }

  /** Makes the file readable by its owner only. */
  void restrict() throws IOException {
    for (String suffix : SUFFIXES) {
      Path file = sibling(path, suffix);
      if (Files.exists(file) && !Files.getPosixFilePermissions(file).equals(OWNER_ONLY)) {
        Files.setPosixFilePermissions(file, OWNER_ONLY);
      }
    }
  }

  private boolean hasContent(String suffix) throws IOException {
    Path companion = sibling(path, suffix);
    return Files.exists(companion) && Files.size(companion) > 0;
  }

  private Path folder() {
    Path folder = path.getParent();
    return folder == null ? Path.of("") : folder;
  }

  private static Path sibling(Path path, String suffix) {
    return path.resolveSibling(path.getFileName() + suffix);
  }

  private static void close(@Nullable Database database) {
    if (database != null) {
      database.close();
    }
  }
}
