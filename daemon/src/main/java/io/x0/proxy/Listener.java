package io.x0.proxy;

import io.x0.stats.CodeCounts;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

/** One listening address of the proxy, HTTP/1.1 in the clear. */
final class Listener extends ServerConnector {
  /** Longest silence of a client within a request. */
  private static final int IDLE_MILLIS = 60_000;

  private static final int RESPONSE_HEADER_BYTES = 64 * 1024;

  private final ListenAddress asked;
  private final ListenerLimit limit = new ListenerLimit(this);
  private final CodeCounts answers = new CodeCounts();

  private final ConnectionLimit connections;

  Listener(Server server, ListenAddress address, Limits limits, ConnectionLimit connections) {
    super(server, 1, 1, new HttpConnectionFactory(configuration()));
    this.connections = connections;
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

  /** Takes at most so many connections at once, and those that come on top when others end. */
  void limitConnections(int most) {
    limit.change(most);
  }

  /** Sets what holds for connections that come. */
  void limit(Limits limits) {
    setIdleTimeout(limits.keepAliveIdle().toMillis());
    getConnectionFactory(HttpConnectionFactory.class)
        .getHttpConfiguration()
        .setRequestHeaderSize(limits.headerBytes());
  }

  private static HttpConfiguration configuration() {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setSendXPoweredBy(false);
    configuration.setSendDateHeader(true);
    configuration.setIdleTimeout(IDLE_MILLIS);
    configuration.setResponseHeaderSize(RESPONSE_HEADER_BYTES);
    configuration.setHttpCompliance(HttpCompliance.STRICT);
    configuration.setUriCompliance(UriCompliance.DEFAULT);
    configuration.setRelativeRedirectAllowed(true);
    return configuration;
  }

  @Override
  protected SocketChannelEndPoint newEndPoint(
      SocketChannel channel, ManagedSelector selector, SelectionKey key) throws IOException {
    if (!connections.enter()) {
      throw new IOException("too many connections");
    }
    ClientEndPoint endPoint =
        new ClientEndPoint(channel, selector, key, getScheduler(), connections::leave);
    endPoint.setIdleTimeout(getIdleTimeout());
    return endPoint;
  }
}
