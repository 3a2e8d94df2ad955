package io.x0.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;

/**
 * The server that all proxies of a comparison ask. {@code /1k} and {@code /64k} are answered with a
 * body of that size, {@code /cached/1k} and {@code /cached/64k} with one that is fresh for an hour,
 * whatever else is asked for with two bytes. Prints its port, serves on one thread and ends with
 * its standard input.
 */
public final class Origin {
  private static final Map<String, ByteBuffer> ANSWERS =
      Map.of(
          "/1k", answer(1 << 10, "no-store"),
          "/64k", answer(64 << 10, "no-store"),
          "/cached/1k", answer(1 << 10, "public, max-age=3600"),
          "/cached/64k", answer(64 << 10, "public, max-age=3600"));
  private static final ByteBuffer OTHER = answer(2, "no-store");

  private Origin() {}

  private static ByteBuffer answer(int size, String cacheControl) {
    String head =
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nCache-Control: "
            + cacheControl
            + "\r\nContent-Length: "
            + size
            + "\r\n\r\n";
    return Wire.buffer(head + "x".repeat(size));
  }

  /** Serves until standard input ends. */
  public static void main(String[] arguments) throws IOException {
    Wire.endWithInput();
    ServerSocketChannel server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4096);
    server.configureBlocking(false);
    Selector selector = Selector.open();
    server.register(selector, SelectionKey.OP_ACCEPT);
    System.out.println(((InetSocketAddress) server.getLocalAddress()).getPort());
    while (true) {
      selector.select(
          key -> {
            if (key.isAcceptable()) {
              accept(server, selector);
            } else {
              ((Connection) key.attachment()).run(key);
            }
          });
    }
  }

  private static void accept(ServerSocketChannel server, Selector selector) {
    try {
      SocketChannel channel;
      while ((channel = server.accept()) != null) {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.register(selector, SelectionKey.OP_READ, new Connection(channel));
      }
    } catch (IOException e) {
      System.err.println("origin: " + e);
    }
  }

  /** One connection: reads a request with its body, writes its answer, and goes on. */
  private static final class Connection {
    private final SocketChannel channel;
    private final MessageReader reader = new MessageReader();
    private ByteBuffer out = ByteBuffer.allocate(0);
    private boolean isLast;

    Connection(SocketChannel channel) {
      this.channel = channel;
    }

    void run(SelectionKey key) {
      try {
        if (!advance(key)) {
          channel.close();
        }
      } catch (IOException e) {
        Wire.close(channel);
      }
    }

    /** Returns whether the connection stays. */
    private boolean advance(SelectionKey key) throws IOException {
      while (true) {
        channel.write(out);
        if (out.hasRemaining()) {
          key.interestOps(SelectionKey.OP_WRITE);
          return true;
        }
        if (isLast) {
          return false;
        }
        key.interestOps(SelectionKey.OP_READ);
        int read = reader.readFrom(channel);
        if (reader.isWhole()) {
          String target = reader.firstLine().split(" ", 3)[1];
          isLast = reader.saysClose();
          out = ANSWERS.getOrDefault(target, OTHER).duplicate();
          reader.next();
        } else if (read <= 0) {
          return read == 0;
        }
      }
    }
  }
}
