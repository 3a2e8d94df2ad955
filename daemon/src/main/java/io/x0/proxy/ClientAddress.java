package io.x0.proxy;

import io.x0.proxy.upstream.Upstream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Request;

/** Addresses as log files and header fields spell them: without brackets and zone. Stateless. */
final class ClientAddress {
  private ClientAddress() {}

  /** Returns the address of the client; {@code unix} if it has none. */
  static String text(Request request) {
    return text(request.getConnectionMetaData().getRemoteSocketAddress());
  }

  /** Returns on whose behalf a request is made: that of the connection, whatever it says. */
  static Upstream.Client client(Request request) {
    ConnectionMetaData connection = request.getConnectionMetaData();
    SocketAddress remote = connection.getRemoteSocketAddress();
    SocketAddress local = connection.getLocalSocketAddress();
    return new Upstream.Client(
        text(remote),
        port(remote),
        text(local),
        port(local),
        request.isSecure(),
        connection.getHttpVersion().asString());
  }

  private static int port(SocketAddress address) {
    return address instanceof InetSocketAddress inet ? inet.getPort() : 0;
  }

  private static String text(SocketAddress address) {
    if (!(address instanceof InetSocketAddress inet)) {
      return "unix";
    }
    InetAddress resolved = inet.getAddress();
    String text = resolved == null ? inet.getHostString() : resolved.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }
}
