package io.x0.daemon;

import io.x0.common.SmallFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;

/**
 * Starts an x0d that nobody else sees, uses it a little and ends it: the classes that this loads
 * are those that go into the class-data archive. Started by {@code lib/make-archive.sh} and by
 * nobody else. Stateless.
 */
public final class Rehearsal {
  private static final int MOST_BYTES = 1 << 16;
  private static final byte[] ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok"
          .getBytes(StandardCharsets.US_ASCII);

  private Rehearsal() {}

  /**
   * Starts one, uses it and ends it.
   *
   * @throws IOException if it does not answer, or there is no room for its state
   * @throws StartupException if it cannot be started
   */
  public static void main(String[] arguments) throws IOException, StartupException {
    Path folder = Files.createTempDirectory("x0d");
    InetAddress here = InetAddress.getLoopbackAddress();
    try (ServerSocket backend = new ServerSocket(0, 50, here)) {
      Thread thread = new Thread(() -> serve(backend), "x0-stand-in");
      thread.setDaemon(true);
      thread.start();
      run(folder, here, backend.getLocalPort());
    } finally {
      SmallFolder.remove(folder);
    }
  }

  private static void run(Path folder, InetAddress here, int backend)
      throws IOException, StartupException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, here)) {
      port = free.getLocalPort();
    }
    String url = "http://127.0.0.1:" + backend;
    Path file = folder.resolve("x0d.conf");
    Files.writeString(
        file,
        """
        handler setup {
          listen '127.0.0.1:%d';
          director.create 'plain', 'b' => '%s?capacity=8';
        }
        handler main {
          if req.path == '/managed' { director.balance 'managed'; }
          director.balance 'plain';
        }
        """
            .formatted(port, url));
    Path socket = folder.resolve("admin.sock");
    Options options = new Options();
    var unused =
        new CommandLine(options)
            .parseArgs(
                "--config",
                file.toString(),
                "--state-dir",
                folder.resolve("state").toString(),
                "--admin-socket",
                socket.toString());
    Files.createDirectory(folder.resolve("state"));
    X0d daemon = new X0d(options, status -> {});
    try {
      SocketAddress admin = UnixDomainSocketAddress.of(socket);
      String backends = "{\"backends\": [{\"name\": \"b\", \"url\": \"" + url + "\"}]}";
      ask(admin, "PUT /director/managed", backends);
      for (String path : List.of("/status", "/director/", "/metrics")) {
        ask(admin, "GET " + path, "");
      }
      SocketAddress front = new InetSocketAddress(here, port);
      ask(front, "GET /", "");
      ask(front, "POST /managed", "body");
    } finally {
      daemon.stop();
    }
  }

  private static void ask(SocketAddress where, String what, String body) throws IOException {
    String request =
        what
            + " HTTP/1.1\r\nHost: x0d\r\nConnection: close\r\n"
            + (body.isEmpty() ? "" : "Content-Type: application/json\r\n")
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    try (SocketChannel channel = SocketChannel.open(where)) {
      channel.write(StandardCharsets.US_ASCII.encode(request));
      ByteBuffer answer = ByteBuffer.allocate(MOST_BYTES);
      while (channel.read(answer) >= 0) {
        if (!answer.hasRemaining()) {
          answer.position(answer.limit() / 2);
        }
      }
      String head = StandardCharsets.US_ASCII.decode(answer.flip()).toString();
      if (!head.startsWith("HTTP/1.1 2")) {
        throw new IOException(what + ": " + head.lines().findFirst().orElse("no answer"));
      }
    }
  }

  private static void serve(ServerSocket backend) {
    while (!backend.isClosed()) {
      try (Socket client = backend.accept()) {
        byte[] request = new byte[MOST_BYTES];
        // Heads come in one piece here, and bodies with them or after the answer.
        if (client.getInputStream().read(request) > 0) {
          client.getOutputStream().write(ANSWER);
        }
      } catch (IOException e) {
        // Closed, or one client less.
      }
    }
  }
}
