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

  private ClientAddress() {}

  /** Returns the address of the client for logs. */
  static String text(Request request) {
    return text(request.getConnectionMetaData().getRemoteSocketAddress(), Upstream.Client.UNIX);
  }

  /** Returns the address of the client for backends. */
  static String addressText(Request request) {
    return text(request.getConnectionMetaData().getRemoteSocketAddress(), THIS_MACHINE.toString());
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
    SocketAddress remote = connection.getRemoteSocketAddress();
    SocketAddress local = connection.getLocalSocketAddress();
    return new Upstream.Client(
        text(remote, Upstream.Client.UNIX),
        port(remote),
        text(local, Upstream.Client.UNIX),
        port(local),
        request.isSecure(),
        connection.getHttpVersion().asString());
  }

  private static int port(SocketAddress address) {
    return address instanceof InetSocketAddress inet ? inet.getPort() : 0;
  }

  private static String text(SocketAddress address, String otherwise) {
    if (!(address instanceof InetSocketAddress inet)) {
      return otherwise;
    }
    InetAddress resolved = inet.getAddress();
    String text = resolved == null ? inet.getHostString() : resolved.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }
}
