package io.x0.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Clients in a closed loop on one thread: each asks again when it has its answer. Prints {@code go}
 * when it has warmed the server up, and one line of JSON when the time is over.
 *
 * <p>Arguments: port, connections, requests to warm up with, seconds to measure, method, path, size
 * of the body in bytes, and {@code keep} or {@code close}.
 */
public final class Load {
  private static final long HIGHEST_MICROS = TimeUnit.MINUTES.toMicros(1);

  /** The most; a server that is that slow is measured as it is. */
  private static final long WARM_UP_SECONDS = 60;

  private final InetSocketAddress address;
  private final ByteBuffer request;
  private final boolean isKept;
  private final Selector selector;
  private final Histogram micros = new Histogram(HIGHEST_MICROS, 3);
  private long errors;

  private Load(InetSocketAddress address, ByteBuffer request, boolean isKept) throws IOException {
    this.address = address;
    this.request = request;
    this.isKept = isKept;
    this.selector = Selector.open();
  }

  /** Asks until the time is over. */
  public static void main(String[] arguments) throws IOException {
    int port = Integer.parseInt(arguments[0]);
    int connections = Integer.parseInt(arguments[1]);
    boolean isKept = arguments[7].equals("keep");
    int size = Integer.parseInt(arguments[6]);
    String head =
        arguments[4]
            + " "
            + arguments[5]
            + " HTTP/1.1\r\nHost: bench.test\r\n"
            + (isKept ? "" : "Connection: close\r\n")
            + (size > 0 ? "Content-Length: " + size + "\r\n" : "")
            + "\r\n";
    Load load =
        new Load(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            Wire.buffer(head + "x".repeat(size)),
            isKept);
    for (int i = 0; i < connections; i++) {
      load.connect();
    }
    load.run(Long.parseLong(arguments[2]), WARM_UP_SECONDS);
    load.micros.reset();
    load.errors = 0;
    System.out.println("go");
    double seconds = load.run(Long.MAX_VALUE, Long.parseLong(arguments[3]));
    System.out.printf(
        "{\"requests\":%d,\"errors\":%d,\"seconds\":%.3f,\"p50-us\":%d,\"p99-us\":%d}%n",
        load.micros.getTotalCount(),
        load.errors,
        seconds,
        load.micros.getValueAtPercentile(50),
        load.micros.getValueAtPercentile(99));
    // Sockets and all: nothing of them is wanted any more.
    Runtime.getRuntime().halt(0);
  }

  /** Asks until there were that many answers or the time is over; returns how long that was. */
  private double run(long answers, long seconds) throws IOException {
    long begin = System.nanoTime();
    long end = begin + TimeUnit.SECONDS.toNanos(seconds);
    while (System.nanoTime() < end && micros.getTotalCount() < answers) {
      selector.select(key -> ((Client) key.attachment()).run(key), 100);
    }
    return (System.nanoTime() - begin) / 1e9;
  }

  private void connect() throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.connect(address);
    channel.register(selector, SelectionKey.OP_CONNECT, new Client(channel));
  }

  /** One connection. */
  private final class Client {
    private final SocketChannel channel;
    private final MessageReader reader = new MessageReader();
    private final ByteBuffer out = request.duplicate();
    private long begun = System.nanoTime();

    Client(SocketChannel channel) {
      this.channel = channel;
    }

    void run(SelectionKey key) {
      try {
        advance(key);
      } catch (IOException e) {
        again(true);
      }
    }

    private void advance(SelectionKey key) throws IOException {
      if (key.isConnectable()) {
        channel.finishConnect();
      }
      while (true) {
        channel.write(out);
        if (out.hasRemaining()) {
          key.interestOps(SelectionKey.OP_WRITE);
          return;
        }
        key.interestOps(SelectionKey.OP_READ);
        int read = reader.readFrom(channel);
        if (!reader.isWhole()) {
          if (read < 0) {
            again(true);
            return;
          }
          if (read == 0) {
            return;
          }
          continue;
        }
        finish();
        if (!isKept || reader.saysClose()) {
          again(false);
          return;
        }
        reader.next();
        out.rewind();
        begun = System.nanoTime();
      }
    }

    private void finish() {
      if (reader.firstLine().startsWith("http/1.1 200")) {
        long taken = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begun);
        micros.recordValue(Math.min(taken, HIGHEST_MICROS));
      } else {
        errors++;
      }
    }

    /** Goes on with a new connection. */
    private void again(boolean isError) {
      if (isError) {
        errors++;
      }
      Wire.close(channel);
      try {
        connect();
      } catch (IOException e) {
        throw new IllegalStateException("cannot connect to " + address + ": " + e, e);
      }
    }
  }
}
