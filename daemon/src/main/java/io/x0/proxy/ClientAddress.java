package io.x0.proxy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.eclipse.jetty.server.Request;

/** Addresses as log files and header fields spell them: without brackets and zone. Stateless. */
final class ClientAddress {
  private ClientAddress() {}

  /** Returns the address of the client; {@code unix} if it has none. */
  static String text(Request request) {
    SocketAddress address = request.getConnectionMetaData().getRemoteSocketAddress();
    if (!(address instanceof InetSocketAddress inet)) {
      return "unix";
    }
    InetAddress resolved = inet.getAddress();
    String text = resolved == null ? inet.getHostString() : resolved.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }
}
