package io.x0.cli.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * Reads from a socket whose other end may be silent for a while, but not longer than is agreed.
 * Confined to one thread; interrupting it ends a read.
 */
final class PatientChannel implements ReadableByteChannel {
  private final SocketChannel socket;
  private final Selector selector;
  private final long patienceMillis;

  PatientChannel(SocketChannel socket, Duration patience) throws IOException {
    this.socket = socket;
    this.selector = Selector.open();
    this.patienceMillis = patience.toMillis();
    socket.configureBlocking(false);
    var unused = socket.register(selector, SelectionKey.OP_READ);
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    int count = socket.read(target);
    while (count == 0) {
      if (selector.select(patienceMillis) == 0) {
        throw Thread.currentThread().isInterrupted()
            ? new ClosedByInterruptException()
            : new IOException("silent for too long");
      }
      selector.selectedKeys().clear();
      count = socket.read(target);
    }
    return count;
  }

  @Override
  public boolean isOpen() {
    return socket.isOpen();
  }

  @Override
  public void close() throws IOException {
    selector.close();
    socket.close();
  }
}
