package io.x0.daemon;

import io.x0.admin.AdminServer;
import io.x0.admin.metrics.CacheMetrics;
import io.x0.admin.metrics.MetricsPage;
import io.x0.admin.socket.SocketPlace;
import io.x0.common.FileFailure;
import io.x0.common.unit.DurationText;
import io.x0.director.ControlPlane;
import io.x0.director.Director;
import io.x0.director.DirectorStore.StoreException;
import io.x0.director.Directors;
import io.x0.director.Environment;
import io.x0.director.Event;
import io.x0.director.EventJournal;
import io.x0.proxy.CacheDisk;
import io.x0.proxy.JettyTimers;
import io.x0.proxy.ProxyServer;
import io.x0.time.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running daemon: configuration, state, proxy and admin side, wired together. Start and stop
 * are for one thread.
 */
final class X0d {
  private static final Logger LOG = LoggerFactory.getLogger(X0d.class);

  /** Events kept for those who look later. */
  private static final int EVENTS = 1000;

  private final Clock clock = Clock.system();
  private final Directors directors = new Directors();
  private final EventJournal events = new EventJournal(EVENTS);
  private final Deque<Runnable> undo = new ArrayDeque<>();
  private final AdminEntrance entrance = new AdminEntrance();
  private final Notifier notifier = Notifier.system(clock);
  private final Watchdog watchdog = new Watchdog(this::pulse, notifier::alive);
  private final ProxyServer proxy;
  private final StatusReport status;
  private final Reload reload;
  private final AdminServer admin;
  private final Succession succession;
  private final IntConsumer exit;
  private volatile boolean isDrained;
  private volatile boolean isStopping;

  /**
   * Starts everything, or nothing.
   *
   * @param exit ends the process, which stops this x0d first
   * @throws StartupException if that is not possible
   */
  X0d(Options options, IntConsumer exit) throws StartupException {
    this.exit = exit;
    Path file = options.config == null ? Configuration.defaultFile() : options.config;
    Configuration configuration = Configuration.load(file, directors, entrance);
    DirectMemory.require("cache.size", configuration.proxy().cacheBytes());
    Places places = Places.of(options, configuration);
    Predecessor predecessor = options.replace ? Predecessor.find(places.socket(), clock) : null;
    if (options.replace && predecessor == null) {
      LOG.info("no x0d listens on {}: there is none to replace", places.socket());
    }
    try {
      if (predecessor != null) {
        // The last thing to be undone: only then it can have its state back.
        undo.push(predecessor::close);
        predecessor.handOver(places.stateFolder());
      }
      LentStore store = places.openStore();
      undo.push(store::close);
      CacheDisk disk = openDisk(configuration.setup().cacheDisk());
      proxy = new ProxyServer(configuration.proxy(), clock, disk);
      undo.push(proxy::stop);
      proxy.share(predecessor != null);
      ExecutorService writer =
          Executors.newSingleThreadExecutor(task -> new Thread(task, "x0-store"));
      undo.push(() -> stop(writer));
      Ports ports = new Ports(proxy);
      JettyTimers timers = new JettyTimers(proxy.scheduler(), proxy.executor(), clock);
      ControlPlane control =
          new ControlPlane(
              directors,
              store,
              writer,
              new Environment(clock, timers, proxy.executor(), proxy.probe(), clock.nanos()),
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
      reload = new Reload(configuration, directors, entrance, deployment, clock, notifier);
      undo.push(reload::stop);
      status = new StatusReport(clock, file, places.stateFolder(), proxy, directors);
      succession =
          new Succession(
              new Goods(store, disk, proxy, directors),
              writer,
              clock,
              timers,
              places.stateFolder(),
              reload::drainTime,
              options::launchReplacement,
              this::leaveSoon);
      admin =
          new AdminServer(
              new SocketPlace(places.socket(), configuration.setup().adminGroup()),
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
              succession,
              clock,
              executor -> new JettyTimers(proxy.scheduler(), executor, clock));
      if (predecessor != null) {
        // What the kernel hands to this x0d from the moment on that it listens is served at once.
        entrance.open(admin.remote());
        proxy.start();
      }
      var unused = deployment.apply(configuration);
      deployment.load(configuration);
      deployment.adopt();
      deployment.warn(configuration);
      if (disk != null) {
        disk.start(name -> directors.find(name).isPresent());
      }
      admin.start(predecessor != null);
      undo.push(admin::stop);
      entrance.open(admin.remote());
      proxy.start();
      if (predecessor != null) {
        takeOver(predecessor);
      }
      LOG.info("x0d {} is ready, admin socket {}", Version.current(), places.socket());
      proxy.bound().forEach(b -> LOG.info("listening on {}", b.url()));
      notifier.ready("serving with " + directors.all().size() + " directors");
      Duration patience = notifier.watchdog();
      if (patience != null) {
        watchdog.start(patience);
      }
      undo.push(watchdog::stop);
    } catch (IOException | StoreException e) {
      undoAll();
      throw new StartupException(String.valueOf(e.getMessage()), e);
    } catch (StartupException | RuntimeException e) {
      undoAll();
      throw e;
    }
  }

  /** Everything is ready: from here on this x0d is the one that runs. */
  private void takeOver(Predecessor predecessor) throws StartupException, IOException {
    try {
      predecessor.leave();
    } catch (StartupException e) {
      drain(Farewell.signalled(reload.drainTime()));
      throw e;
    }
    admin.publish();
    proxy.share(false);
    notifier.isMain();
    predecessor.close();
  }

  private @Nullable CacheDisk openDisk(CacheDisk.@Nullable Place place) throws StartupException {
    if (place == null) {
      return null;
    }
    try {
      CacheDisk disk = new CacheDisk(place, clock);
      undo.push(disk::close);
      return disk;
    } catch (IOException e) {
      throw new StartupException("cache.disk: " + FileFailure.reason(e), e);
    }
  }

  /** Completes when a request would get through: a director is entered with its lock, too. */
  private CompletableFuture<Void> pulse() {
    return proxy.pulse().thenRun(() -> directors.all().forEach(Director::usable));
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
    String refusal = succession.refusal();
    if (refusal == null) {
      var unused = reload.reload("SIGHUP");
    } else {
      LOG.warn("SIGHUP does nothing: {}", refusal);
    }
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

  /** Ends the process, on a thread that waits for what is on its way. */
  private void leaveSoon(Farewell farewell) {
    new Thread(() -> leave(farewell), "x0-drain").start();
  }

  private void leave(Farewell farewell) {
    drain(farewell);
    if (!isStopping) {
      isDrained = true;
      exit.accept(farewell.exitStatus());
    }
  }

  private void drain(Farewell farewell) {
    status.draining();
    LOG.info("draining for up to {}", DurationText.format(farewell.patience()));
    admin.drain();
    if (farewell.isReplaced()) {
      // From now on it is the other one that has to work.
      watchdog.stop();
    } else {
      notifier.stopping("draining");
    }
    try {
      long left = proxy.drain(farewell.patience(), farewell.grace());
      if (left > 0) {
        LOG.warn("gave up {} requests after {}", left, DurationText.format(farewell.patience()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Answers what is on its way, for a while, unless that is done, and ends everything. */
  void stop() {
    isStopping = true;
    if (!isDrained) {
      drain(Farewell.signalled(reload.drainTime()));
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
