package io.x0.proxy;

import io.x0.flow.value.IpAddress;
import io.x0.proxy.upstream.Upstream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Request;

/**
 * Addresses as log files and header fields spell them: without brackets and zone. Stateless.
 *
 * <p>Who comes over a UNIX socket has none. It counts as this machine wherever an address is
 * needed, and is {@code unix} in logs.
 */
final class ClientAddress {
  private static final IpAddress THIS_MACHINE = IpAddress.parse("127.0.0.1").orElseThrow();

  private static final String THIS_MACHINE_TEXT = THIS_MACHINE.toString();

  /** Where a connection keeps who its client is: every request asks several times. */
  private static final String ATTRIBUTE = ClientAddress.class.getName();

  private ClientAddress() {}

  /** Returns the address of the client for logs. */
  static String text(Request request) {
    return client(request).address();
  }

  /** Returns the address of the client for backends. */
  static String addressText(Request request) {
    String address = client(request).address();
    return address.equals(Upstream.Client.UNIX) ? THIS_MACHINE_TEXT : address;
  }

  /** Returns the address of whoever is connected. */
  static IpAddress peer(Request request) {
    SocketAddress address = request.getConnectionMetaData().getRemoteSocketAddress();
    InetAddress resolved = address instanceof InetSocketAddress inet ? inet.getAddress() : null;
    return resolved == null ? THIS_MACHINE : IpAddress.of(resolved);
  }

  /** Returns on whose behalf a request is made: that of the connection, whatever it says. */
  static Upstream.Client client(Request request) {
    ConnectionMetaData connection = request.getConnectionMetaData();
    String protocol = connection.getHttpVersion().asString();
    if (connection.getAttribute(ATTRIBUTE) instanceof Upstream.Client known
        && known.protocol().equals(protocol)) {
      return known;
    }
    SocketAddress remote = connection.getRemoteSocketAddress();
    SocketAddress local = connection.getLocalSocketAddress();
    Upstream.Client client =
        new Upstream.Client(
            text(remote),
            port(remote),
            text(local),
            port(local),
            ClientScheme.isSecure(request),
            protocol);
    connection.setAttribute(ATTRIBUTE, client);
    return client;
  }

  private static int port(SocketAddress address) {
    return address instanceof InetSocketAddress inet ? inet.getPort() : 0;
  }

  private static String text(SocketAddress address) {
    if (!(address instanceof InetSocketAddress inet)) {
      return Upstream.Client.UNIX;
    }
    InetAddress resolved = inet.getAddress();
    String text = resolved == null ? inet.getHostString() : resolved.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }
}
