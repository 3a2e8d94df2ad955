package io.x0.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** A daemon that records what it is asked and answers what it was told to. Thread-safe. */
public final class FakeDaemon implements AutoCloseable {
  private final Path socket;
  private final ServerSocketChannel server;
  private final Queue<byte[]> answers = new ConcurrentLinkedQueue<>();
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final List<SocketChannel> hanging = new CopyOnWriteArrayList<>();
  private volatile boolean isHanging;

  /** A request as it arrived: the first line, the headers in lower case, and the body. */
  public record Received(String line, List<String> headers, String body) {}

  public FakeDaemon(Path directory) throws IOException {
    socket = directory.resolve("admin.sock");
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    Thread thread = new Thread(this::serve, "fake-daemon");
    thread.setDaemon(true);
    thread.start();
  }

  public Path socket() {
    return socket;
  }

  /** Answers the next request with JSON. */
  public FakeDaemon answer(int status, String json) {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(
        ("HTTP/1.1 "
                + status
                + " Whatever\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes(body);
    return answerRaw(bytes.toByteArray());
  }

  /** Answers the next request with a problem. */
  public FakeDaemon refuse(int status, String detail) {
    return answer(
        status,
        "{\"type\":\"about:blank\",\"title\":\"No\",\"status\":"
            + status
            + ",\"detail\":\""
            + detail
            + "\"}");
  }

  /** Answers the next request with exactly these bytes, and closes. */
  public FakeDaemon answerRaw(byte[] bytes) {
    answers.add(bytes);
    return this;
  }

  /** Answers the next request with exactly this text, and closes. */
  public FakeDaemon answerRaw(String text) {
    return answerRaw(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Sends what answers there are, but never closes a connection. */
  public FakeDaemon hang() {
    isHanging = true;
    return this;
  }

  public List<Received> received() {
    return List.copyOf(received);
  }

  public List<String> lines() {
    return received.stream().map(Received::line).toList();
  }

  private void serve() {
    try {
      while (true) {
        SocketChannel channel = server.accept();
        try {
          serve(channel);
        } catch (IOException e) {
          channel.close(); // The client left: its business.
        }
      }
    } catch (ClosedChannelException e) {
      // The test is over.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve(SocketChannel channel) throws IOException {
    received.add(read(channel));
    byte[] answer = answers.poll();
    if (answer != null) {
      ByteBuffer bytes = ByteBuffer.wrap(answer);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
    if (isHanging) {
      hanging.add(channel);
    } else {
      channel.close();
    }
  }

  private static Received read(SocketChannel channel) throws IOException {
    StringBuilder text = new StringBuilder();
    ByteBuffer one = ByteBuffer.allocate(1);
    while (text.indexOf("\r\n\r\n") < 0) {
      readByte(channel, one, text);
    }
    List<String> lines = new ArrayList<>(List.of(text.toString().split("\r\n", -1)));
    lines.removeIf(String::isEmpty);
    List<String> headers =
        lines.stream().skip(1).map(line -> line.toLowerCase(Locale.ROOT)).toList();
    int length =
        headers.stream()
            .filter(header -> header.startsWith("content-length: "))
            .mapToInt(header -> Integer.parseInt(header.substring(16)))
            .findFirst()
            .orElse(0);
    StringBuilder body = new StringBuilder();
    while (body.length() < length) {
      readByte(channel, one, body);
    }
    return new Received(lines.get(0), headers, body.toString());
  }

  private static void readByte(SocketChannel channel, ByteBuffer one, StringBuilder text)
      throws IOException {
    one.clear();
    if (channel.read(one) < 0) {
      throw new ClosedChannelException();
    }
    text.append((char) (one.get(0) & 0xFF));
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (SocketChannel channel : hanging) {
      channel.close();
    }
  }
}
