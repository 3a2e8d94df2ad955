package io.x0.cli.archive;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Takes the place of a daemon: answers whatever it is asked with one small director, on a socket in
 * a folder of its own. Thread-safe.
 */
final class StandIn implements AutoCloseable, Runnable {
  private static final String STATS =
      "\"stats\":{\"load\":{\"current\":1,\"max\":2,\"total\":3},\"failed\":0,\"dropped\":0,"
          + "\"queued\":{\"current\":0,\"max\":0,\"total\":0},\"traffic\":{\"requests\":3,"
          + "\"requests-per-second\":{\"60s\":0.5},\"latency-ms\":{\"count\":1,\"p50\":1.25}}}";
  private static final String BODY =
      "{\"a\":{\"name\":\"a\",\"origin\":\"managed\",\"enabled\":true,\"state\":\"up\",\"capacity\":8,"
          + STATS
          + ",\"backends\":[{\"name\":\"b\",\"url\":\"http://127.0.0.1:1\",\"state\":\"online\","
          + STATS
          + "}],\"buckets\":[{\"name\":\"root\",\"parent\":\"\","
          + STATS
          + "}]}}";

  private final Path folder;
  private final ServerSocketChannel server;

  StandIn() throws IOException {
    folder = Files.createTempDirectory("x0ctl");
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket()));
    Thread thread = new Thread(this, "x0-stand-in");
    thread.setDaemon(true);
    thread.start();
  }

  Path socket() {
    return folder.resolve("admin.sock");
  }

  @Override
  public void run() {
    try {
      while (true) {
        try (SocketChannel client = server.accept()) {
          answer(client);
        }
      }
    } catch (IOException e) {
      // Closed, or of no use any more: whoever asks next finds nobody, which is an answer, too.
    }
  }

  private static void answer(SocketChannel client) throws IOException {
    byte[] body = BODY.getBytes(StandardCharsets.UTF_8);
    String head =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    StringBuilder request = new StringBuilder();
    ByteBuffer buffer = ByteBuffer.allocate(4096);
    while (request.indexOf("\r\n\r\n") < 0 && client.read(buffer) >= 0) {
      buffer.flip();
      request.append(StandardCharsets.ISO_8859_1.decode(buffer));
      buffer.clear();
    }
    ByteBuffer out = ByteBuffer.allocate(head.length() + body.length);
    out.put(head.getBytes(StandardCharsets.US_ASCII)).put(body).flip();
    while (out.hasRemaining()) {
      client.write(out);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(socket());
    Files.delete(folder);
  }
}
