package io.x0.daemon;

import io.x0.common.FileFailure;
import io.x0.director.Directors;
import io.x0.store.SqliteDirectorStore;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Where this x0d keeps its state and its admin socket: what the command line says, else the
 * configuration, else the usual places. Immutable.
 *
 * @param stateFolder what outlives the process
 * @param socket the admin socket
 */
record Places(Path stateFolder, Path socket) {
  private static final Path STATE_FOLDER = Path.of("/var/lib/x0d");
  private static final Path ADMIN_SOCKET = Path.of("/run/x0d/admin.sock");

  /** Returns the places that these options and this configuration mean. */
  static Places of(Options options, Configuration configuration) {
    return new Places(
        choose(options.stateFolder, configuration.setup().stateFolder(), STATE_FOLDER),
        choose(options.adminSocket, configuration.setup().adminSocket(), ADMIN_SOCKET));
  }

  private static Path choose(@Nullable Path option, @Nullable String configured, Path otherwise) {
    if (option != null) {
      return option.toAbsolutePath();
    }
    return configured == null ? otherwise : Path.of(configured).toAbsolutePath();
  }

  /**
   * Returns the state folder that these options mean.
   *
   * @throws StartupException if only the configuration knows, and it has errors
   */
  static Path stateFolder(Options options) throws StartupException {
    String configured = null;
    if (options.stateFolder == null) {
      Path file = options.config == null ? Configuration.defaultFile() : options.config;
      configured = Configuration.load(file, new Directors()).setup().stateFolder();
    }
    return choose(options.stateFolder, configured, STATE_FOLDER);
  }

  /** Lets the driver of the database unpack its library where a running x0d does, if it may. */
  static void useDriverOf(Path stateFolder) {
    Path driver = stateFolder.resolve("driver");
    if (Files.isWritable(driver)) {
      System.setProperty("org.sqlite.tmpdir", driver.toString());
    }
  }

  /**
   * Opens the storage of directors.
   *
   * @throws StartupException if the state folder cannot be made
   * @throws io.x0.director.DirectorStore.StoreException if the storage cannot be used
   */
  LentStore openStore() throws StartupException {
    Path driver = stateFolder.resolve("driver");
    try {
      Files.createDirectories(stateFolder);
      Files.createDirectories(driver);
      removeLeftovers(driver);
    } catch (IOException e) {
      throw new StartupException(
          "cannot make the state folder "
              + stateFolder
              + ": "
              + FileFailure.reason(e)
              + " (choose another with --state-dir)",
          e);
    }
    System.setProperty("org.sqlite.tmpdir", driver.toString());
    return new LentStore(() -> SqliteDirectorStore.open(stateFolder, InstantSource.system()));
  }

  /** The driver of the database unpacks a library at each start, which a kill leaves behind. */
  private static void removeLeftovers(Path driver) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(driver, "sqlite-*")) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
  }
}
