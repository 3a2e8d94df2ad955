package io.x0.daemon;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.x0.admin.AdminServer;
import io.x0.admin.StatusSource;
import io.x0.common.FileFailure;
import io.x0.common.unit.DurationText;
import io.x0.director.Adoption;
import io.x0.director.ControlPlane;
import io.x0.director.Director;
import io.x0.director.DirectorConfig;
import io.x0.director.DirectorStore.StoreException;
import io.x0.director.Directors;
import io.x0.director.Edit;
import io.x0.director.Environment;
import io.x0.director.Event;
import io.x0.director.EventJournal;
import io.x0.director.RefusedException;
import io.x0.modules.DirectorModule;
import io.x0.modules.RequestContext;
import io.x0.proxy.JettyTimers;
import io.x0.proxy.ProxyServer;
import io.x0.stats.LoadCounter;
import io.x0.store.SqliteDirectorStore;
import io.x0.time.Clock;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletionException;
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
final class X0d implements StatusSource {
  private static final Logger LOG = LoggerFactory.getLogger(X0d.class);
  private static final Path STATE_FOLDER = Path.of("/var/lib/x0d");
  private static final Path ADMIN_SOCKET = Path.of("/run/x0d/admin.sock");

  /** Events kept for those who look later. */
  private static final int EVENTS = 1000;

  /** How long SIGTERM waits for requests on their way. */
  private static final Duration DRAIN = Duration.ofSeconds(10);

  private final Clock clock = Clock.system();
  private final Instant started = clock.now();
  private final long startedNanos = clock.nanos();
  private final Directors directors = new Directors();
  private final EventJournal events = new EventJournal(EVENTS);
  private final Deque<Runnable> undo = new ArrayDeque<>();
  private final Configuration configuration;
  private final Path stateFolder;
  private final ProxyServer proxy;
  private final ControlPlane control;
  private volatile boolean draining;

  /**
   * Starts everything, or nothing.
   *
   * @throws StartupException if that is not possible
   */
  X0d(Options options) throws StartupException {
    Path file = options.config == null ? Configuration.defaultFile() : options.config;
    configuration = Configuration.load(file, directors, LOG::warn);
    stateFolder = choose(options.stateFolder, configuration.setup().stateFolder(), STATE_FOLDER);
    Path socket = choose(options.adminSocket, configuration.setup().adminSocket(), ADMIN_SOCKET);
    try {
      SqliteDirectorStore store = openStore();
      proxy =
          new ProxyServer(
              exchange -> configuration.program().main().run(new RequestContext(exchange)),
              configuration.setup().pseudonym(),
              clock);
      undo.push(proxy::stop);
      ExecutorService writer =
          Executors.newSingleThreadExecutor(task -> new Thread(task, "x0-store"));
      undo.push(() -> stop(writer));
      control =
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
              this::happened);
      loadDirectors();
      AdminServer admin = new AdminServer(socket, control, events, this);
      admin.start();
      undo.push(admin::stop);
      proxy.start(configuration.setup().listeners());
      adoptDirectors();
      LOG.info("x0d {} is ready, admin socket {}", Version.current(), socket);
      proxy.bound().forEach(b -> LOG.info("listening on http://{}", b.address()));
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

  private SqliteDirectorStore openStore() throws StartupException {
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

  private void loadDirectors() throws StartupException {
    control.restore();
    try {
      for (DirectorConfig declared : configuration.setup().declared()) {
        control.declare(declared);
      }
      for (String name : configuration.setup().loaded()) {
        if (directors.find(name).isEmpty()) {
          control.submit("x0d.conf", Edit.createDirector(name, Map.of())).join();
        }
      }
    } catch (RefusedException | CompletionException e) {
      throw new StartupException(configuration.file() + ": error: " + e.getMessage(), e);
    }
    for (DirectorModule.Reference reference : configuration.references()) {
      if (directors.find(reference.name()).isEmpty()) {
        LOG.warn(
            "{}: there is no director {}: requests to it get 503 until you make it"
                + " (x0ctl director create {})",
            reference.position(),
            reference.name(),
            reference.name());
      }
    }
  }

  /** Takes over what was put among the directors on demand; it never keeps x0d from starting. */
  private void adoptDirectors() {
    try {
      Adoption adoption = control.adopt().join();
      adoption.adopted().forEach(name -> LOG.info("adopted director {}", name));
      adoption.problems().forEach(LOG::warn);
    } catch (CompletionException e) {
      LOG.error("directors on demand: {}", String.valueOf(e.getCause()));
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

  /** Answers what is on its way, for a while, and ends everything. */
  void stop() {
    draining = true;
    LOG.info("draining");
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

  @Override
  public JsonObject version() {
    JsonObject out = new JsonObject();
    out.addProperty("version", Version.current());
    out.addProperty("java", Runtime.version().toString());
    return out;
  }

  @Override
  public JsonObject status() {
    JsonObject out = version();
    out.addProperty("pid", ProcessHandle.current().pid());
    out.addProperty("state", draining ? "draining" : "running");
    out.addProperty("started", started.toString());
    out.addProperty(
        "uptime",
        DurationText.format(Duration.ofSeconds((clock.nanos() - startedNanos) / 1_000_000_000L)));
    out.addProperty("config", configuration.file().toAbsolutePath().toString());
    out.addProperty("state-dir", stateFolder.toString());
    JsonArray listeners = new JsonArray();
    for (ProxyServer.Bound bound : proxy.bound()) {
      JsonObject listener = new JsonObject();
      listener.addProperty("address", bound.address().toString());
      listener.addProperty("url", "http://" + bound.address());
      listeners.add(listener);
    }
    out.add("listeners", listeners);
    out.addProperty("directors", directors.all().size());
    long backends = 0;
    for (Director director : directors.all()) {
      backends += director.config().backends().size();
    }
    out.addProperty("backends", backends);
    LoadCounter.Load load = proxy.load();
    JsonObject requests = new JsonObject();
    requests.addProperty("current", load.current());
    requests.addProperty("max", load.max());
    requests.addProperty("total", load.total());
    out.add("requests", requests);
    return out;
  }
}
