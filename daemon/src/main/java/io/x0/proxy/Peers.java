package io.x0.proxy;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.eclipse.jetty.server.Request;

/** The two ends of a client's connection, as plain addresses. Stateless. */
public final class Peers {
  private static final String LOOPBACK = "127.0.0.1";

  private Peers() {}

  /**
   * Returns the address of the client: IPv6 without brackets or zone. One without an address (it
   * came over a UNIX socket) counts as this machine.
   */
  public static String client(Request request) {
    return address(request.getConnectionMetaData().getRemoteSocketAddress());
  }

  /** Returns the address the client reached, likewise. */
  public static String local(Request request) {
    return address(request.getConnectionMetaData().getLocalSocketAddress());
  }

  private static String address(SocketAddress socketAddress) {
    if (socketAddress instanceof InetSocketAddress inet && inet.getAddress() != null) {
      String text = inet.getAddress().getHostAddress();
      int zone = text.indexOf('%');
      return zone < 0 ? text : text.substring(0, zone);
    }
    return LOOPBACK;
  }
}
