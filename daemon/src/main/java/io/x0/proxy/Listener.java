package io.x0.proxy;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** One listening address of the proxy, HTTP/1.1 in the clear. */
final class Listener extends ServerConnector {
  /** Longest silence of a client within a request, and between two requests. */
  private static final int IDLE_MILLIS = 60_000;

  private static final int REQUEST_HEADER_BYTES = 16 * 1024;
  private static final int RESPONSE_HEADER_BYTES = 64 * 1024;

  private final ListenAddress asked;
  private final ConnectionLimit limit = new ConnectionLimit(this);

  Listener(Server server, ListenAddress address) {
    super(server, 1, 1, new HttpConnectionFactory(configuration()));
    asked = address;
    setHost(address.host());
    setPort(address.port());
    setIdleTimeout(IDLE_MILLIS);
    setAcceptQueueSize(4096);
    setAcceptedTcpNoDelay(true);
    setName(address.toString());
    getSelectorManager().addEventListener(limit);
  }

  /** Returns the address as it was asked for. */
  ListenAddress asked() {
    return asked;
  }

  /** Takes at most so many connections at once, and those that come on top when others end. */
  void limit(int connections) {
    limit.change(connections);
  }

  private static HttpConfiguration configuration() {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setSendXPoweredBy(false);
    configuration.setSendDateHeader(true);
    configuration.setRequestHeaderSize(REQUEST_HEADER_BYTES);
    configuration.setResponseHeaderSize(RESPONSE_HEADER_BYTES);
    configuration.setHttpCompliance(HttpCompliance.STRICT);
    configuration.setUriCompliance(UriCompliance.DEFAULT);
    configuration.setRelativeRedirectAllowed(true);
    return configuration;
  }

  @Override
  protected SocketChannelEndPoint newEndPoint(
      SocketChannel channel, ManagedSelector selector, SelectionKey key) throws IOException {
    ClientEndPoint endPoint = new ClientEndPoint(channel, selector, key, getScheduler());
    endPoint.setIdleTimeout(getIdleTimeout());
    return endPoint;
  }
}
