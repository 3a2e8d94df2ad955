package io.x0.cli.client;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;

/** Opens a socket for nothing, because the first one of a process is slow. Stateless. */
final class SocketWarmUp implements Runnable {
  @Override
  public void run() {
    try {
      SocketChannel.open(StandardProtocolFamily.UNIX).close();
    } catch (IOException | UnsupportedOperationException e) {
      // The socket that is needed will fail the same way, and say so.
    }
  }
}
