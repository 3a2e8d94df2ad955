package io.x0.proxy;

import io.x0.proxy.upstream.Upstream;
import io.x0.proxy.upstream.http1.Dial;
import io.x0.proxy.upstream.http1.LoopUpstream;
import io.x0.stats.CodeCounts;
import io.x0.unix.SocketAccess;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/** One listening address of the proxy. Thread-safe. */
final class Listener extends ServerConnector {
  /** Attempts give up in time; this is when a selector forgets one that did not. */
  private static final Duration CONNECT_TIMEOUT = Duration.ofMinutes(2);

  private static final int ACCEPT_QUEUE = 4096;

  /** Each takes a thread and three descriptors; a busy address is worth every processor. */
  static final int SELECTORS = Math.min(16, Runtime.getRuntime().availableProcessors());

  /** How many threads of the pool a listener has for itself: one accepts. */
  static final int THREADS = 1 + SELECTORS;

  /** How long a connection without a request may still begin one when the proxy stops. */
  static final Duration FAREWELL = Duration.ofSeconds(1);

  private final ListenAddress asked;
  private final Protocols protocols;
  private final HeadDeadlines heads;
  private final ListenerLimit limit;
  private final LoopUpstream.Common upstream;
  private final CodeCounts answers = new CodeCounts();

  private final @Nullable SocketDoor door;
  private final AcceptPause pause;

  /** Whether each answer that begins is the last one on its connection. */
  private volatile boolean isLeaving;

  /**
   * @param access who may use it, if it is a UNIX socket
   */
  Listener(
      Server server,
      ListenAddress address,
      SocketAccess access,
      Limits limits,
      ConnectionLimit connections,
      HeadDeadlines heads,
      LoopUpstream.Common upstream) {
    this(server, address, access, limits, connections, heads, upstream, new Protocols(address));
  }

  private Listener(
      Server server,
      ListenAddress address,
      SocketAccess access,
      Limits limits,
      ConnectionLimit connections,
      HeadDeadlines heads,
      LoopUpstream.Common upstream,
      Protocols protocols) {
    super(server, upstream.executor(), null, null, 1, SELECTORS, protocols.registered());
    this.upstream = upstream;
    this.protocols = protocols;
    this.heads = heads;
    this.limit = new ListenerLimit(this, connections);
    protocols.others().forEach(this::addBean);
    asked = address;
    pause = new AcceptPause(address);
    door = address.isUnix() ? new SocketDoor(Path.of(address.path()), access, ACCEPT_QUEUE) : null;
    limit(limits);
    setHost(address.host());
    setPort(address.port());
    setAcceptQueueSize(ACCEPT_QUEUE);
    setAcceptedTcpNoDelay(true);
    setName(address.toString());
    getSelectorManager().addEventListener(limit);
    // Jetty would give every connection a second of silence, those with requests on their way, too.
    setShutdownIdleTimeout(-1);
  }

  /** Returns the address as it was asked for. */
  ListenAddress asked() {
    return asked;
  }

  /** Returns the address with the port it got. */
  ListenAddress bound() {
    return door == null ? new ListenAddress(asked.host(), getLocalPort()) : asked;
  }

  /**
   * Gives a UNIX socket to others.
   *
   * @return to whom it was given before
   * @throws IOException if that is not possible; then nothing has changed
   */
  SocketAccess give(SocketAccess access) throws IOException {
    return door == null ? access : door.give(access);
  }

  @Override
  public void open() throws IOException {
    if (door == null) {
      super.open();
    } else {
      door.open();
    }
  }

  @Override
  public boolean isOpen() {
    return door == null ? super.isOpen() : door.isOpen();
  }

  @Override
  public void close() {
    super.close();
    if (door != null) {
      door.close();
    }
  }

  @Override
  public @Nullable Object getTransport() {
    return door == null ? super.getTransport() : door.channel();
  }

  @Override
  public void accept(int acceptor) throws IOException {
    if (door == null) {
      super.accept(acceptor);
      return;
    }
    SocketChannel client = door.accept();
    if (client != null) {
      getSelectorManager().accept(client);
    }
  }

  /** Returns what clients of the address were answered that a request came to, or null. */
  static @Nullable CodeCounts answers(Request request) {
    return request.getConnectionMetaData().getConnector() instanceof io.x0.proxy.Listener listener
        ? listener.answers
        : null;
  }

  /** Returns whether an answer that begins now is the last one on its connection. */
  static boolean isLeaving(Connector connector) {
    return connector instanceof io.x0.proxy.Listener listener && listener.isLeaving;
  }

  /** Returns its figures at this moment. */
  ListenerFigures figures() {
    return new ListenerFigures(bound(), limit.open(), limit.accepted(), answers);
  }

  /** Says what is spoken by connections that come. */
  void speak(Wire wire) {
    protocols.speak(wire);
  }

  /**
   * Lets another process of the same user listen on the address, too, or no more; one that binds it
   * while that is so shares its connections. The file of a UNIX socket is one's own from the moment
   * on that it is not shared any more.
   *
   * @throws IOException if the system does not know that
   */
  void share(boolean isShared) throws IOException {
    if (door != null) {
      door.share(isShared);
      return;
    }
    setReusePort(isShared);
    if (getTransport() instanceof ServerSocketChannel open) {
      open.setOption(StandardSocketOptions.SO_REUSEPORT, isShared);
    }
  }

  @Override
  protected ServerSocketChannel openAcceptChannel() throws IOException {
    return PlainIpv4.isMeant(asked)
        ? PlainIpv4.bind(asked, isReusePort(), getAcceptQueueSize())
        : super.openAcceptChannel();
  }

  /** Returns what is spoken. */
  Wire wire() {
    return protocols.wire();
  }

  /** Takes at most so many connections at once, and those that come on top when others end. */
  void limitConnections(int most) {
    limit.change(most);
  }

  /** Looks again whether there is room for connections. */
  void reviewConnections() {
    limit.review();
  }

  /** Sets what holds for connections that come. */
  void limit(Limits limits) {
    setIdleTimeout(limits.keepAliveIdle().toMillis());
    protocols.limit(limits);
  }

  @Override
  public ConnectionFactory getDefaultConnectionFactory() {
    return protocols.first();
  }

  @Override
  protected boolean handleAcceptFailure(Throwable cause) {
    return (isRunning() && pause.isFor(cause))
        ? pause.take(cause)
        : super.handleAcceptFailure(cause);
  }

  /**
   * Always false, since Jetty would end connections whose clients were not told: their answer had
   * begun before. {@link StrictHttp} tells the others.
   */
  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public CompletableFuture<Void> shutdown() {
    isLeaving = true;
    protocols.drain();
    CompletableFuture<Void> done = super.shutdown();
    for (EndPoint endPoint : getConnectedEndPoints()) {
      if (endPoint instanceof ClientEndPoint client) {
        client.drain(FAREWELL);
      }
    }
    return done;
  }

  /** Is done when nothing is expected from a backend any more over its selectors. */
  CompletableFuture<Void> quiet() {
    return ((Selectors) getSelectorManager()).quiet();
  }

  @Override
  protected SelectorManager newSelectorManager(Executor executor, Scheduler scheduler, int count) {
    return new Selectors(executor, scheduler, count);
  }

  @Override
  protected SocketChannelEndPoint newEndPoint(
      SocketChannel channel, ManagedSelector selector, SelectionKey key) throws IOException {
    Upstream nearest = ((Selectors) getSelectorManager()).upstream(selector);
    ClientEndPoint endPoint =
        new ClientEndPoint(channel, selector, key, getScheduler(), heads, nearest);
    endPoint.setIdleTimeout(getIdleTimeout());
    return endPoint;
  }

  /**
   * The selectors, which serve connections of clients and, each beside those, the connections to
   * backends that its clients' requests need. Only the former count as the listener's. Thread-safe.
   */
  private final class Selectors extends ServerConnectorManager {
    private final Map<ManagedSelector, LoopUpstream> upstreams = new ConcurrentHashMap<>();

    /** Channels to backends that were connected at once, until their endpoint is there. */
    private final Set<SelectableChannel> toBackends = ConcurrentHashMap.newKeySet();

    Selectors(Executor executor, Scheduler scheduler, int count) {
      super(executor, scheduler, count);
      setConnectTimeout(CONNECT_TIMEOUT.toMillis());
    }

    /** Returns the upstream on a selector. */
    LoopUpstream upstream(ManagedSelector selector) {
      return upstreams.computeIfAbsent(
          selector,
          made ->
              new LoopUpstream(
                  upstream, new SelectorChannels(this, made, toBackends, upstream.executor())));
    }

    CompletableFuture<Void> quiet() {
      return CompletableFuture.allOf(
          upstreams.values().stream()
              .map(LoopUpstream::quiet)
              .toArray(CompletableFuture<?>[]::new));
    }

    @Override
    protected void doStop() throws Exception {
      super.doStop();
      upstreams.values().forEach(LoopUpstream::close);
      upstreams.clear();
    }

    @Override
    protected ManagedSelector chooseSelector() {
      ManagedSelector wanted = SelectorChannels.destination();
      return wanted == null ? super.chooseSelector() : wanted;
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(
        SelectableChannel channel, ManagedSelector selector, SelectionKey key) throws IOException {
      return key.attachment() instanceof Dial
          ? new BackendEndPoint((SocketChannel) channel, selector, key, getScheduler())
          : super.newEndPoint(channel, selector, key);
    }

    @Override
    public Connection newConnection(SelectableChannel channel, EndPoint endPoint, Object attachment)
        throws IOException {
      if (attachment instanceof Dial dial) {
        toBackends.remove(channel);
        return dial.connected(endPoint);
      }
      return super.newConnection(channel, endPoint, attachment);
    }

    @Override
    protected void endPointOpened(EndPoint endPoint) {
      if (!(endPoint instanceof BackendEndPoint)) {
        super.endPointOpened(endPoint);
      }
    }

    @Override
    protected void endPointClosed(EndPoint endPoint) {
      if (!(endPoint instanceof BackendEndPoint)) {
        super.endPointClosed(endPoint);
      }
    }

    @Override
    protected void connectionFailed(SelectableChannel channel, Throwable cause, Object attachment) {
      if (attachment instanceof Dial dial) {
        dial.failed(cause);
      } else {
        super.connectionFailed(channel, cause, attachment);
      }
    }

    @Override
    protected void onAccepting(SelectableChannel channel) {
      if (!toBackends.contains(channel)) {
        super.onAccepting(channel);
      }
    }

    @Override
    protected void onAcceptFailed(SelectableChannel channel, Throwable cause, Object attachment) {
      if (attachment instanceof Dial dial) {
        toBackends.remove(channel);
        dial.failed(cause);
      } else {
        super.onAcceptFailed(channel, cause, attachment);
      }
    }

    /** A connection to a backend. Thread-safe like its superclass. */
    private static final class BackendEndPoint extends SocketChannelEndPoint {
      BackendEndPoint(
          SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
        super(channel, selector, key, scheduler);
      }
    }
  }
}
