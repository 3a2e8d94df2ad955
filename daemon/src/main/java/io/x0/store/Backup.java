package io.x0.store;

import io.x0.common.FileFailure;
import io.x0.common.SmallFolder;
import io.x0.director.DirectorStore.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Copies the databases of a state folder into a new folder, while x0d uses them or not. Each copy
 * is what was committed at one moment. For one thread.
 */
public final class Backup {
  private static final String MAIN = "x0d.db";
  private static final String DEMAND = "directors-ondemand";

  private final Path stateFolder;
  private final Path target;
  private final Path draft;
  private final Connector connector = Connector.sqlite();
  private final List<String> copied = new ArrayList<>();

  private Backup(Path stateFolder, Path target) {
    this.stateFolder = stateFolder.toAbsolutePath();
    this.target = target.toAbsolutePath().normalize();
    this.draft = this.target.resolveSibling(this.target.getFileName() + ".new");
  }

  /**
   * Copies into {@code target}, which appears whole or not at all. To restore it, its content is
   * put in the place of a state folder's while no x0d runs.
   *
   * @return the files of the copy, relative to it
   * @throws StoreException if that is not possible; what was written is gone then
   */
  public static List<String> write(Path stateFolder, Path target) {
    return new Backup(stateFolder, target).run();
  }

  private List<String> run() {
    try {
      if (Files.notExists(stateFolder.resolve(MAIN))) {
        throw failure(
            "there is no " + stateFolder.resolve(MAIN) + " (--state-dir says where)", null);
      }
      if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
        throw failure(target + " is there already: name a folder that is not", null);
      }
      SmallFolder.remove(draft);
      makeFolder(draft);
      // The main one first: what it has pending for another file is done again after a restoration.
      copy(MAIN);
      copyDemand();
      sync(draft);
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
      sync(Objects.requireNonNull(target.getParent()));
      return List.copyOf(copied);
    } catch (IOException e) {
      throw failure(
          "cannot copy " + stateFolder + " to " + target + ": " + FileFailure.reason(e), e);
    } catch (SQLException e) {
      throw failure("cannot copy " + stateFolder + " to " + target + ": " + Messages.of(e), e);
    } finally {
      removeDraft();
    }
  }

  private void copyDemand() throws IOException, SQLException {
    Path folder = stateFolder.resolve(DEMAND);
    if (!Files.isDirectory(folder)) {
      return;
    }
    makeFolder(draft.resolve(DEMAND));
    for (String name : new DemandFolder(folder, connector).names()) {
      if (Files.isRegularFile(folder.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
        copy(DEMAND + "/" + name);
      }
    }
    sync(draft.resolve(DEMAND));
  }

  private void copy(String name) throws IOException, SQLException {
    Path source = stateFolder.resolve(name);
    Path copy = draft.resolve(name);
    try (Database database = Database.connect(source, connector)) {
      database.run("PRAGMA busy_timeout = 5000");
      if (database.number("PRAGMA application_id") != Database.APPLICATION_ID) {
        throw failure(source + ": not a database of x0d", null);
      }
      database.update("VACUUM INTO ?", copy.toString());
    }
    Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
    try (Database database = Database.connect(copy, connector)) {
      String finding = database.text("PRAGMA integrity_check(1)");
      if (!finding.equals("ok")) {
        throw failure(source + " is damaged: " + finding, null);
      }
    }
    try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    copied.add(name);
  }

  private static void makeFolder(Path folder) throws IOException {
    Files.createDirectory(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  private static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private void removeDraft() {
    try {
      SmallFolder.remove(draft);
    } catch (IOException e) {
      throw failure("cannot remove " + draft + ": " + FileFailure.reason(e), e);
    }
  }

  private static StoreException failure(String message, @Nullable Throwable cause) {
    return new StoreException(message, false, cause);
  }
}
