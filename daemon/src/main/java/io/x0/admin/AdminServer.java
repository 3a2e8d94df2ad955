package io.x0.admin;

import io.x0.admin.metrics.MetricsPage;
import io.x0.admin.stream.EventFeed;
import io.x0.director.ControlPlane;
import io.x0.director.EventJournal;
import io.x0.time.Clock;
import io.x0.time.Scheduler;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The admin socket. It has a server and threads of its own, so that no operator's request can hold
 * up a client's. Start and stop are for one thread.
 */
public final class AdminServer {
  private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
  private static final int THREADS = 16;
  private static final int IDLE_MILLIS = 30_000;

  private final Server server;
  private final UnixConnector connector;
  private final EventFeed feed;

  /**
   * Makes a server for the socket at {@code socket}.
   *
   * @param events what happened to backends
   * @param timers returns timers whose tasks an executor runs
   */
  public AdminServer(
      Path socket,
      ControlPlane control,
      EventJournal events,
      StatusSource status,
      ConfigControl config,
      MetricsPage metrics,
      LogControl logs,
      Clock clock,
      Function<Executor, Scheduler> timers) {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 2);
    threads.setName("x0-admin");
    threads.setDaemon(true);
    server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    connector =
        new UnixConnector(server, socket, AdminServer::mayConnect, new HttpConnectionFactory(http));
    connector.setIdleTimeout(IDLE_MILLIS);
    server.addConnector(connector);
    feed =
        new EventFeed(
            clock,
            timers.apply(threads),
            threads,
            new StatsFrame(clock, control.directors(), status));
    Notices.connect(feed, clock, control, events, config);
    server.setHandler(
        new AdminHandler(
            new Api(control, events, status, config, logs),
            metrics,
            new EventStream(feed, control.directors())));
    server.setErrorHandler(new ProblemErrors());
    server.setStopTimeout(0);
  }

  private static boolean mayConnect(SocketChannel peer) {
    Optional<String> user = Peer.user(peer);
    if (user.isEmpty()) {
      LOG.warn("admin socket: refused a peer whose credentials the kernel does not tell");
    }
    return user.isPresent();
  }

  /**
   * Binds the socket and serves.
   *
   * @throws IOException if it cannot be bound; the message is one line for an operator
   */
  public void start() throws IOException {
    connector.open();
    LifeCycle.start(server);
  }

  /** Ends everything and removes the socket file. */
  public void stop() {
    feed.close();
    LifeCycle.stop(server);
    connector.close();
  }
}
