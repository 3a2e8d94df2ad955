package io.x0.proxy;

import io.x0.stats.CodeCounts;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

/** One listening address of the proxy. Thread-safe. */
final class Listener extends ServerConnector {
  private final ListenAddress asked;
  private final Protocols protocols;
  private final HeadDeadlines heads;
  private final ListenerLimit limit;
  private final CodeCounts answers = new CodeCounts();

  Listener(
      Server server,
      ListenAddress address,
      Limits limits,
      ConnectionLimit connections,
      HeadDeadlines heads) {
    this(server, address, limits, connections, heads, new Protocols());
  }

  private Listener(
      Server server,
      ListenAddress address,
      Limits limits,
      ConnectionLimit connections,
      HeadDeadlines heads,
      Protocols protocols) {
    super(server, 1, 1, protocols.registered());
    this.protocols = protocols;
    this.heads = heads;
    this.limit = new ListenerLimit(this, connections);
    protocols.others().forEach(this::addBean);
    asked = address;
    limit(limits);
    setHost(address.host());
    setPort(address.port());
    setAcceptQueueSize(4096);
    setAcceptedTcpNoDelay(true);
    setName(address.toString());
    getSelectorManager().addEventListener(limit);
  }

  /** Returns the address as it was asked for. */
  ListenAddress asked() {
    return asked;
  }

  /** Returns what clients of the address were answered that a request came to, or null. */
  static @Nullable CodeCounts answers(Request request) {
    return request.getConnectionMetaData().getConnector() instanceof io.x0.proxy.Listener listener
        ? listener.answers
        : null;
  }

  /** Returns its figures at this moment. */
  ListenerFigures figures() {
    return new ListenerFigures(
        new ListenAddress(asked.host(), getLocalPort()), limit.open(), limit.accepted(), answers);
  }

  /** Says what is spoken by connections that come. */
  void speak(Wire wire) {
    protocols.speak(wire);
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
  public CompletableFuture<Void> shutdown() {
    protocols.drain();
    return super.shutdown();
  }

  @Override
  protected SocketChannelEndPoint newEndPoint(
      SocketChannel channel, ManagedSelector selector, SelectionKey key) throws IOException {
    ClientEndPoint endPoint = new ClientEndPoint(channel, selector, key, getScheduler(), heads);
    endPoint.setIdleTimeout(getIdleTimeout());
    return endPoint;
  }
}
