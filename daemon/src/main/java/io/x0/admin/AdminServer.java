package io.x0.admin;

import io.x0.admin.metrics.MetricsPage;
import io.x0.director.ControlPlane;
import io.x0.director.EventJournal;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Optional;
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

  /**
   * Makes a server for the socket at {@code socket}.
   *
   * @param events what happened to backends
   */
  public AdminServer(
      Path socket,
      ControlPlane control,
      EventJournal events,
      StatusSource status,
      ConfigControl config,
      MetricsPage metrics,
      LogControl logs) {
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
    server.setHandler(new AdminHandler(new Api(control, events, status, config, logs), metrics));
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
    LifeCycle.stop(server);
    connector.close();
  }
}
