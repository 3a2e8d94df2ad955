package io.x0.admin;

import io.x0.admin.metrics.MetricsPage;
import io.x0.admin.socket.Connections;
import io.x0.admin.socket.SocketPlace;
import io.x0.admin.socket.UnixConnector;
import io.x0.admin.stream.EventFeed;
import io.x0.director.ControlPlane;
import io.x0.director.EventJournal;
import io.x0.time.Clock;
import io.x0.time.Scheduler;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The admin socket. It has a server and threads of its own, so that no operator's request can hold
 * up a client's. Start and stop are for one thread.
 */
public final class AdminServer {
  private static final int THREADS = 16;

  private final Server server;
  private final UnixConnector connector;
  private final EventFeed feed;
  private final RemoteAdmin remote;

  /**
   * Makes a server.
   *
   * @param place where its socket is wanted, and for whom
   * @param events what happened to backends
   * @param timers returns timers whose tasks an executor runs
   */
  public AdminServer(
      SocketPlace place,
      ControlPlane control,
      EventJournal events,
      StatusSource status,
      ConfigControl config,
      MetricsPage metrics,
      LogControl logs,
      DaemonControl daemon,
      Clock clock,
      Function<Executor, Scheduler> timers) {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 2);
    threads.setName("x0-admin");
    threads.setDaemon(true);
    server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    Connections connections = new Connections();
    connector = new UnixConnector(server, place, connections, new HttpConnectionFactory(http));
    connector.setIdleTimeout(SocketGate.PATIENCE_MILLIS);
    server.addConnector(connector);
    feed =
        new EventFeed(
            clock,
            timers.apply(threads),
            threads,
            new StatsFrame(clock, control.directors(), status));
    Notices.connect(feed, clock, control, events, config);
    AdminHandler handler =
        new AdminHandler(
            new Api(control, events, status, config, logs, daemon),
            metrics,
            new EventStream(feed, control.directors()));
    server.setHandler(
        new SocketGate(handler, connections, connector::group, new ChangeRate(clock)));
    remote = new RemoteAdmin(handler, clock);
    server.setErrorHandler(new ProblemErrors());
    server.setStopTimeout(0);
  }

  /**
   * Binds the socket and serves.
   *
   * @throws IOException if it cannot be bound; the message is one line for an operator
   */
  public void start() throws IOException {
    start(false);
  }

  /**
   * Binds the socket and serves.
   *
   * @param isAside whether it is found only after {@link #publish}
   * @throws IOException if it cannot be bound; the message is one line for an operator
   */
  public void start(boolean isAside) throws IOException {
    connector.open(isAside);
    LifeCycle.start(server);
  }

  /**
   * Lets the socket be found, in the place of that of another x0d.
   *
   * @throws IOException if that is not possible
   */
  public void publish() throws IOException {
    connector.publish();
  }

  /** Returns the door for those who come over a listener. */
  public RemoteAdmin remote() {
    return remote;
  }

  /** Ends what goes on over listeners without an end of its own, so that they can drain. */
  public void drain() {
    feed.drain();
  }

  /** Ends everything and removes the socket file. */
  public void stop() {
    feed.close();
    remote.close();
    LifeCycle.stop(server);
    connector.close();
  }
}
