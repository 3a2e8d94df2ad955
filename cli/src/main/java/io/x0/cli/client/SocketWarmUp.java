package io.x0.cli.client;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;

/** Opens a socket for nothing, because the first one of a process is slow. Stateless. */
final class SocketWarmUp implements Runnable {
  private static final String PROPERTY = "java.nio.channels.spi.SelectorProvider";
  private static final String PROVIDER = "sun.nio.ch.EPollSelectorProvider";

  /**
   * Names the provider of sockets that the JDK of Linux comes with: it would look for another one
   * in every jar of the class path, which takes longer than the rest of a run. A JDK that has none
   * of that name looks as ever.
   */
  static void nameProvider() {
    try {
      Class<?> known = Class.forName(PROVIDER, false, null);
      if (System.getProperty(PROPERTY) == null) {
        System.setProperty(PROPERTY, known.getName());
      }
    } catch (ClassNotFoundException e) {
      // Then it is looked for.
    }
  }

  @Override
  public void run() {
    try {
      SocketChannel.open(StandardProtocolFamily.UNIX).close();
    } catch (IOException | UnsupportedOperationException e) {
      // The socket that is needed will fail the same way, and say so.
    }
  }
}
