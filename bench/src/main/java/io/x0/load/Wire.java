package io.x0.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** What both ends of a comparison need. Stateless. */
final class Wire {
  private Wire() {}

  static ByteBuffer buffer(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      System.err.println("close: " + e);
    }
  }

  /** Ends this process when its parent closes its standard input, or dies. */
  static void endWithInput() {
    Thread watch =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {}
              } catch (IOException e) {
                System.err.println("standard input: " + e);
              }
              System.exit(0);
            });
    watch.setDaemon(true);
    watch.start();
  }
}
