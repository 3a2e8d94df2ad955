package io.x0.daemon;

import io.x0.admin.AdminServer;
import io.x0.admin.metrics.CacheMetrics;
import io.x0.admin.metrics.MetricsPage;
import io.x0.admin.socket.SocketPlace;
import io.x0.common.FileFailure;
import io.x0.common.unit.DurationText;
import io.x0.director.ControlPlane;
import io.x0.director.DirectorStore.StoreException;
import io.x0.director.Directors;
import io.x0.director.Environment;
import io.x0.director.Event;
import io.x0.director.EventJournal;
import io.x0.proxy.CacheDisk;
import io.x0.proxy.JettyTimers;
import io.x0.proxy.ProxyServer;
import io.x0.store.SqliteDirectorStore;
import io.x0.time.Clock;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running daemon: configuration, state, proxy and admin side, wired together. Start and stop
 * are for one thread.
 */
final class X0d {
  private static final Logger LOG = LoggerFactory.getLogger(X0d.class);
  private static final Path STATE_FOLDER = Path.of("/var/lib/x0d");
  private static final Path ADMIN_SOCKET = Path.of("/run/x0d/admin.sock");

  /** Events kept for those who look later. */
  private static final int EVENTS = 1000;

  /** How long SIGTERM waits for requests on their way. */
  private static final Duration DRAIN = Duration.ofSeconds(10);

  private final Clock clock = Clock.system();
  private final Directors directors = new Directors();
  private final EventJournal events = new EventJournal(EVENTS);
  private final Deque<Runnable> undo = new ArrayDeque<>();
  private final AdminEntrance entrance = new AdminEntrance();
  private final Notifier notifier = Notifier.system(clock);
  private final ProxyServer proxy;
  private final StatusReport status;
  private final Reload reload;
  private final AdminServer admin;

  /**
   * Starts everything, or nothing.
   *
   * @throws StartupException if that is not possible
   */
  X0d(Options options) throws StartupException {
    Path file = options.config == null ? Configuration.defaultFile() : options.config;
    Configuration configuration = Configuration.load(file, directors, entrance);
    DirectMemory.require("cache.size", configuration.proxy().cacheBytes());
    Path stateFolder =
        choose(options.stateFolder, configuration.setup().stateFolder(), STATE_FOLDER);
    Path socket = choose(options.adminSocket, configuration.setup().adminSocket(), ADMIN_SOCKET);
    try {
      SqliteDirectorStore store = openStore(stateFolder);
      CacheDisk disk = openDisk(configuration.setup().cacheDisk());
      proxy = new ProxyServer(configuration.proxy(), clock, disk);
      undo.push(proxy::stop);
      ExecutorService writer =
          Executors.newSingleThreadExecutor(task -> new Thread(task, "x0-store"));
      undo.push(() -> stop(writer));
      Ports ports = new Ports(proxy);
      ControlPlane control =
          new ControlPlane(
              directors,
              store,
              writer,
              new Environment(
                  clock,
                  new JettyTimers(proxy.scheduler(), proxy.executor(), clock),
                  proxy.executor(),
                  proxy.probe(),
                  clock.nanos()),
              this::happened,
              ports);
      control.watch(
          change -> {
            if (change.isRemoval()) {
              proxy.caches().remove(change.director());
            }
          });
      control.restore();
      Deployment deployment = new Deployment(directors, proxy, control, ports);
      var unused = deployment.apply(configuration);
      deployment.load(configuration);
      deployment.adopt();
      deployment.warn(configuration);
      if (disk != null) {
        disk.start(name -> directors.find(name).isPresent());
      }
      reload = new Reload(configuration, directors, entrance, deployment, clock, notifier);
      undo.push(reload::stop);
      status = new StatusReport(clock, file, stateFolder, proxy, directors);
      admin =
          new AdminServer(
              new SocketPlace(socket, configuration.setup().adminGroup()),
              control,
              events,
              status,
              reload,
              new MetricsPage(
                  directors,
                  proxy::load,
                  Version.current(),
                  List.of(
                      new DaemonFigures(proxy, reload),
                      new CacheMetrics(directors, proxy.caches()))),
              proxy::reopenLogs,
              clock,
              executor -> new JettyTimers(proxy.scheduler(), executor, clock));
      admin.start();
      undo.push(admin::stop);
      entrance.open(admin.remote());
      proxy.start();
      LOG.info("x0d {} is ready, admin socket {}", Version.current(), socket);
      proxy.bound().forEach(b -> LOG.info("listening on {}", b.url()));
      notifier.ready("serving with " + directors.all().size() + " directors");
    } catch (IOException | StoreException e) {
      undoAll();
      throw new StartupException(String.valueOf(e.getMessage()), e);
    } catch (StartupException | RuntimeException e) {
      undoAll();
      throw e;
    }
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

  private @Nullable CacheDisk openDisk(CacheDisk.@Nullable Place place) throws StartupException {
    if (place == null) {
      return null;
    }
    try {
      CacheDisk disk = new CacheDisk(place, clock);
      undo.push(() -> close(disk));
      return disk;
    } catch (IOException e) {
      throw new StartupException("cache.disk: " + FileFailure.reason(e), e);
    }
  }

  private static void close(CacheDisk disk) {
    try {
      disk.close();
    } catch (IOException e) {
      LOG.warn("cache.disk: {}", FileFailure.reason(e));
    }
  }

  private SqliteDirectorStore openStore(Path stateFolder) throws StartupException {
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
    SqliteDirectorStore store = SqliteDirectorStore.open(stateFolder, InstantSource.system());
    undo.push(store::close);
    return store;
  }

  /** The driver of the database unpacks a library at each start, which a kill leaves behind. */
  private static void removeLeftovers(Path driver) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(driver, "sqlite-*")) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
  }

  private void happened(Event event) {
    events.add(event);
    LOG.info(
        "backend {} of director {}: {} -> {}: {}",
        event.backend(),
        event.director(),
        event.from(),
        event.to(),
        event.cause());
  }

  /** Reads the configuration again, because a signal says so; the log tells how that went. */
  void reload() {
    var unused = reload.reload("SIGHUP");
  }

  /** Opens the access logs again, because a signal says so; the log tells how that went. */
  void reopenLogs() {
    var unused =
        proxy
            .reopenLogs()
            .whenComplete(
                (done, failure) -> {
                  if (failure == null) {
                    LOG.info("access logs reopened by SIGUSR1");
                  } else {
                    LOG.error("an access log was not reopened: {}", failure.getMessage());
                  }
                });
  }

  /** Answers what is on its way, for a while, and ends everything. */
  void stop() {
    status.draining();
    LOG.info("draining");
    admin.drain();
    notifier.stopping("draining");
    try {
      boolean drained = proxy.drain(DRAIN);
      if (!drained) {
        LOG.warn(
            "gave up {} requests after {}", proxy.load().current(), DurationText.format(DRAIN));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    undoAll();
    LOG.info("stopped");
  }

  private void undoAll() {
    while (!undo.isEmpty()) {
      undo.pop().run();
    }
  }

  private static void stop(ExecutorService writer) {
    writer.shutdown();
    try {
      if (!writer.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.warn("the state was not written in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
