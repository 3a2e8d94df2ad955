package io.x0.admin;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;

/** Who is at the other end of a UNIX socket, as the kernel says. Stateless. */
final class Peer {
  private Peer() {}

  /** Returns the user's name, or empty when the kernel does not tell. */
  static Optional<String> user(SocketChannel channel) {
    try {
      UserPrincipal user = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
      return Optional.of(user.getName());
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  /** Returns the user who sent a request. */
  static String user(Request request) {
    EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
    return endPoint.getTransport() instanceof SocketChannel channel
        ? user(channel).orElse("unknown")
        : "unknown";
  }
}
