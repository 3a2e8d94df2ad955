package io.x0.proxy;

import io.x0.health.Probe;
import io.x0.proxy.upstream.JettyClientUpstream;
import io.x0.proxy.upstream.JettyProbe;
import io.x0.stats.LoadCounter;
import io.x0.time.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;

/**
 * The front of x0: listeners, the program that decides about each request, and the way to the
 * backends.
 *
 * <pre>
 *   Listener (selector) -> FrontHandler -> RequestProgram -> Proxy -> RequestFlow
 *                                                                      |  Director: permit
 *                                                                      v
 *   client  <- ResponseRelay <- Upstream.Body <- Upstream (JettyClientUpstream) <- backend
 * </pre>
 *
 * <p>Nothing between the listener and the backend blocks. Start, drain and stop are for one thread;
 * the rest is thread-safe.
 */
public final class ProxyServer {
  /** Thousands of new backends are all to be checked at once; so many are. */
  private static final int MAX_CHECKS = 256;

  private final Clock clock;
  private final Server server;
  private final QueuedThreadPool threads;
  private final AccessLog accessLog = new AccessLog();
  private final JettyClientUpstream upstream;
  private final JettyProbe probe;
  private final Proxy proxy;
  private final FrontHandler front;
  // Operators may ask for the listeners while x0d still binds them.
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /**
   * A bound address.
   *
   * @param asked as it was asked for
   * @param port the port it got
   */
  public record Bound(ListenAddress asked, int port) {
    /** Returns the address with the port it got. */
    public ListenAddress address() {
      return new ListenAddress(asked.host(), port);
    }
  }

  /** Makes a proxy that runs no listener yet. */
  public ProxyServer(RequestProgram program, String pseudonym, Clock clock) {
    this.clock = clock;
    threads = new QueuedThreadPool(200, 8);
    threads.setName("x0-proxy");
    threads.setDetailedDump(false);
    server =
        new Server(
            threads, new ScheduledExecutorScheduler("x0-timer", true), new ArrayByteBufferPool());
    LifeCycle.start(threads);
    LifeCycle.start(server.getScheduler());
    upstream = new JettyClientUpstream(threads, server.getScheduler(), server.getByteBufferPool());
    probe =
        new JettyProbe(
            threads, server.getScheduler(), server.getByteBufferPool(), clock, MAX_CHECKS);
    proxy = new Proxy(upstream, new HeaderRules(pseudonym), server.getScheduler());
    front = new FrontHandler(proxy, program);
    server.setHandler(front);
    server.setErrorHandler(new PlainErrors());
    server.setRequestLog(accessLog);
    server.setStopTimeout(0);
  }

  /**
   * Binds the listeners and starts to serve, all of them or none.
   *
   * @throws IOException if an address cannot be bound; the message names it
   */
  public void start(List<ListenAddress> addresses) throws IOException {
    for (ListenAddress address : addresses) {
      Listener listener = new Listener(server, address);
      try {
        listener.open();
      } catch (IOException | RuntimeException e) {
        listeners.forEach(Listener::close);
        throw new IOException("cannot listen on " + address + ": " + reason(e), e);
      }
      listeners.add(listener);
      server.addConnector(listener);
    }
    LifeCycle.start(server);
  }

  private static String reason(Exception e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return String.valueOf(cause.getMessage());
  }

  /** Returns the bound addresses. */
  public List<Bound> bound() {
    return listeners.stream()
        .map(l -> new Bound(ListenAddress.parse(l.getName()), l.getLocalPort()))
        .toList();
  }

  /** Brings another program into force for the requests that come. */
  public void program(RequestProgram program) {
    front.program(program);
  }

  /** Returns the requests now, at most and in total. */
  public LoadCounter.Load load() {
    return front.load();
  }

  /** Returns what checks backends. */
  public Probe probe() {
    return probe;
  }

  /** Returns where tasks of requests run. */
  public Executor executor() {
    return threads;
  }

  /** Returns Jetty's scheduler, for timers of the directors. */
  public org.eclipse.jetty.util.thread.Scheduler scheduler() {
    return server.getScheduler();
  }

  /**
   * Accepts no more connections, serves what is on its way with {@code Connection: close}, and
   * returns when all of it is answered or {@code patience} is over.
   *
   * @return whether everything was answered
   */
  public boolean drain(Duration patience) throws InterruptedException {
    front.drain();
    for (Listener listener : listeners) {
      // Closes the listening socket, and from now on each connection after its answer.
      var unused = listener.shutdown();
    }
    long end = clock.nanos() + patience.toNanos();
    while (front.inFlight() > 0 && end - clock.nanos() > 0) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    return front.inFlight() == 0;
  }

  /** Ends everything at once. */
  public void stop() {
    LifeCycle.stop(server);
    proxy.stop();
    upstream.close();
    probe.close();
    LifeCycle.stop(threads);
    accessLog.close();
  }
}
