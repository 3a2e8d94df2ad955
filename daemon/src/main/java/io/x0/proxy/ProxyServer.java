package io.x0.proxy;

import io.x0.director.Environment;
import io.x0.health.Probe;
import io.x0.proxy.compress.Compressor;
import io.x0.proxy.tls.Identity;
import io.x0.proxy.upstream.JettyProbe;
import io.x0.proxy.upstream.Upstreams;
import io.x0.proxy.upstream.http1.LoopUpstream;
import io.x0.proxy.upstream.http1.Trampoline;
import io.x0.stats.CodeCounts;
import io.x0.stats.EndingCounts;
import io.x0.stats.LoadCounter;
import io.x0.time.Clock;
import io.x0.unix.SocketAccess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * The front of x0: listeners, the program that decides about each request, and the way to the
 * backends.
 *
 * <pre>
 *   Listener (selector) -> FrontHandler -> RequestProgram -> Proxy -> RequestFlow
 *                                                                      |  Director: permit
 *                                                                      v
 *   client  <- ResponseRelay <- Upstream.Body <- Upstream (Upstreams) <- backend
 * </pre>
 *
 * <p>Nothing between the listener and the backend blocks. Start, drain and stop are for one thread;
 * the rest is thread-safe.
 */
public final class ProxyServer {
  /** Thousands of new backends are all to be checked at once; so many are. */
  private static final int MAX_CHECKS = 256;

  /** Heads of cached answers and their indexes may take this part of the heap. */
  private static final int HEAP_SHARE = 4;

  /** Requests that wait for a password to be checked; more get 503. */
  private static final int MAX_BLOCKING = 256;

  private final Clock clock;
  private final Server server;
  private final QueuedThreadPool threads;
  private final ExecutorService blocking = blocking();
  private final AccessLog accessLog = new AccessLog();
  private final Upstreams upstream;
  private final JettyProbe probe;
  private final Caches caches;
  private final Proxy proxy;
  private final FrontHandler front;
  private final Listeners listeners;

  /**
   * A bound address.
   *
   * @param asked as it was asked for
   * @param port the port it got
   * @param wire what is spoken on it
   */
  public record Bound(ListenAddress asked, int port, Wire wire) {
    /** Returns its URL. */
    public String url() {
      String scheme = wire.tls() == null ? "http" : "https";
      return asked.isUnix() ? scheme + "+" + asked : scheme + "://" + address();
    }

    /** Returns the address with the port it got. */
    public ListenAddress address() {
      return asked.isUnix() ? asked : new ListenAddress(asked.host(), port);
    }
  }

  /** Makes a proxy that runs no listener yet, and caches in memory only. */
  public ProxyServer(ProxyConfig config, Clock clock) {
    this(config, clock, null);
  }

  /**
   * Makes a proxy that runs no listener yet.
   *
   * @param disk the cache on disk, or null for none; is closed by who has opened it, afterwards
   */
  public ProxyServer(ProxyConfig config, Clock clock, @Nullable CacheDisk disk) {
    this.clock = clock;
    threads = new QueuedThreadPool(200, 8);
    threads.setName("x0-proxy");
    threads.setDetailedDump(false);
    server =
        new Server(threads, new PatientScheduler("x0-timer", clock), new ArrayByteBufferPool());
    LifeCycle.start(threads);
    LifeCycle.start(server.getScheduler());
    upstream = new Upstreams(threads, server.getScheduler(), server.getByteBufferPool());
    probe =
        new JettyProbe(
            threads,
            server.getScheduler(),
            server.getByteBufferPool(),
            upstream,
            clock,
            MAX_CHECKS);
    DirectRoutes routes =
        new DirectRoutes(
            new Environment(
                clock,
                new JettyTimers(server.getScheduler(), threads, clock),
                threads,
                probe,
                clock.nanos()));
    caches =
        new Caches(config.cacheBytes(), Runtime.getRuntime().maxMemory() / HEAP_SHARE, clock, disk);
    proxy =
        new Proxy(
            upstream,
            server.getScheduler(),
            routes,
            caches,
            new FileService(server.getByteBufferPool(), clock),
            new Compressor(server.getByteBufferPool()));
    proxy.transport(config.transport());
    front = new FrontHandler(proxy, config, blocking);
    listeners =
        new Listeners(
            server,
            config.limits(),
            front.endings(),
            new LoopUpstream.Common(
                upstream,
                upstream.lookup(),
                new Trampoline(threads),
                server.getScheduler(),
                server.getByteBufferPool()));
    server.setHandler(front);
    server.setErrorHandler(new PlainErrors(front::errors, front.endings()));
    server.setRequestLog(accessLog);
    server.setStopTimeout(0);
  }

  /** Half of the processors may check passwords: the rest keeps serving, whoever guesses them. */
  private static ExecutorService blocking() {
    int count = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    AtomicInteger number = new AtomicInteger();
    return new ThreadPoolExecutor(
        count,
        count,
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(MAX_BLOCKING),
        task -> {
          Thread thread = new Thread(task, "x0-login-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Starts to serve on the listeners there are, and on those that come. */
  public void start() {
    LifeCycle.start(server);
  }

  /**
   * Binds those of {@code wanted} that are not bound yet, all of them or none. Changes are for one
   * thread at a time.
   *
   * @return what serves on them, and closes all others
   * @throws ListenException if an address cannot be bound
   */
  public ListenerChange listen(Collection<ListenAddress> wanted) throws ListenException {
    return listen(wanted, Map.of());
  }

  /**
   * Binds those of {@code wanted} that are not bound yet, all of them or none. Changes are for one
   * thread at a time.
   *
   * @param sockets who may use those that are UNIX sockets; for those that are not named it is
   *     {@link SocketAccess#DEFAULT}
   * @return what serves on them, and closes all others
   * @throws ListenException if an address cannot be bound
   */
  public ListenerChange listen(
      Collection<ListenAddress> wanted, Map<ListenAddress, SocketAccess> sockets)
      throws ListenException {
    return listeners.prepare(wanted, sockets);
  }

  /**
   * Limits the connections that each address takes at once; those that come on top wait until
   * others end. Addresses that are not named have no limit.
   */
  public void limit(Map<ListenAddress, Integer> connections) {
    listeners.limit(connections);
  }

  /**
   * Says what is spoken on each address, for connections that come; HTTP in the clear on those that
   * are not named.
   */
  public void speak(Map<ListenAddress, Wire> wires) {
    listeners.speak(wires);
  }

  /** Returns the connections of clients there are. */
  public int connections() {
    return listeners.connections().count();
  }

  /** Returns most connections of clients at once; 0 means no limit. */
  public int maxConnections() {
    return listeners.connections().max();
  }

  /** Returns the connections that speak WebSocket. */
  public int webSockets() {
    return proxy.tunnels().count();
  }

  /** Returns how many connections have spoken WebSocket. */
  public long webSocketsTotal() {
    return proxy.tunnels().total();
  }

  /** Returns how many connections were ended because the head of a request took too long. */
  public long slowHeads() {
    return listeners.heads().expired();
  }

  /** Returns the bound addresses. */
  public List<Bound> bound() {
    return listeners.bound();
  }

  /** Returns who x0 can be for clients of its listeners; a file is named once. */
  public Collection<Identity> identities() {
    Map<Path, Identity> out = new LinkedHashMap<>();
    for (Bound bound : bound()) {
      if (bound.wire().tls() != null) {
        bound.wire().tls().identities().all().forEach(one -> out.put(one.file(), one));
      }
    }
    return out.values();
  }

  /** Brings another configuration into force for the requests that come. */
  public void configure(ProxyConfig config) {
    upstream.refresh();
    proxy.transport(config.transport());
    front.configure(config);
    listeners.limit(config.limits());
  }

  /** Returns the requests now, at most and in total. */
  public LoadCounter.Load load() {
    return front.load();
  }

  /** Opens the access logs again by their names; see {@link AccessLog#reopen}. */
  public CompletableFuture<Void> reopenLogs() {
    return accessLog.reopen();
  }

  /** Returns what goes on at each listening address. */
  public List<ListenerFigures> listeners() {
    return listeners.figures();
  }

  /** Returns what clients were answered whom no director served. */
  public CodeCounts localAnswers() {
    return front.answers();
  }

  /** Returns how requests ended that no director served. */
  public EndingCounts localEndings() {
    return front.endings();
  }

  /** Returns what became of answers that could be compressed. */
  public Compressor.Counts compression() {
    return proxy.compressor().counts();
  }

  /** Returns what became of lines of access logs. */
  public LogCounts logLines() {
    return accessLog.counts();
  }

  /** Returns the caches of the directors. */
  public Caches caches() {
    return caches;
  }

  /** Returns what checks backends. */
  public Probe probe() {
    return probe;
  }

  /**
   * Completes when every part that a request needs has done something: the threads that read and
   * write, and those that serve.
   */
  public CompletableFuture<Void> pulse() {
    return listeners.pulse().thenRunAsync(() -> {}, threads);
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
   * Lets another x0d of the same user listen on the same addresses, which takes over from this one;
   * or no more.
   */
  public void share(boolean isShared) {
    listeners.share(isShared);
  }

  /** Drains without grace. */
  public long drain(Duration patience) throws InterruptedException {
    return drain(patience, Duration.ZERO);
  }

  /**
   * Accepts no more connections, serves what is on its way with {@code Connection: close}, and
   * returns when all of it is answered or {@code patience} is over; what has no answer then gets
   * 503, if it is balanced. Clients whose connections are kept get a second to ask once more, so
   * that they are told.
   *
   * @param grace how long connections are accepted nevertheless, since the kernel may have begun
   *     some that another x0d will not get
   * @return how many requests were not answered in time
   */
  public long drain(Duration patience, Duration grace) throws InterruptedException {
    return new Drain(clock, front, listeners, proxy).run(patience, grace);
  }

  /** Ends everything at once. */
  public void stop() {
    LifeCycle.stop(server);
    listeners.close();
    proxy.stop();
    upstream.close();
    probe.close();
    blocking.shutdownNow();
    LifeCycle.stop(threads);
    accessLog.close();
  }
}
