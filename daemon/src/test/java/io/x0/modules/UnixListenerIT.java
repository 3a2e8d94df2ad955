package io.x0.modules;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.x0.proxy.ListenAddress;
import io.x0.proxy.ListenException;
import io.x0.proxy.ListenerFigures;
import io.x0.unix.SocketAccess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Listeners on UNIX sockets: what clients of them get, and what becomes of their files. */
@Timeout(60)
class UnixListenerIT {
  private static final String SEEN =
      "echo \"#{req.remoteip} #{req.remoteport} #{req.localip} #{req.localport}\";";

  @TempDir Path folder;
  private Path socket;
  private FlowRig rig;

  @BeforeEach
  void place() {
    socket = folder.resolve("web.sock");
  }

  @AfterEach
  void stop() {
    if (rig != null) {
      rig.close();
    }
  }

  private FlowRig serve(String setup, String main) throws IOException {
    rig = new FlowRig("listen 'unix:" + socket + "'" + setup, main);
    rig.proxy.listen(rig.setup.listeners(), rig.setup.sockets()).commit();
    return rig;
  }

  private static ListenAddress at(Path path) {
    return ListenAddress.parse("unix:" + path);
  }

  private SocketChannel connect() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(socket));
  }

  private static void send(SocketChannel client, byte[] bytes) throws IOException {
    ByteBuffer out = ByteBuffer.wrap(bytes);
    while (out.hasRemaining()) {
      client.write(out);
    }
  }

  /** Runs what may block for ever in a channel, which knows no timeout. */
  private static <T> T within(Callable<T> task) {
    return CompletableFuture.supplyAsync(
            () -> {
              try {
                return task.call();
              } catch (Exception e) {
                throw new CompletionException(e);
              }
            })
        .orTimeout(20, TimeUnit.SECONDS)
        .join();
  }

  /** Returns all that comes until the proxy closes. */
  private static String all(SocketChannel client) {
    return within(
        () -> {
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          ByteBuffer buffer = ByteBuffer.allocate(8192);
          try {
            while (client.read(buffer.clear()) >= 0) {
              out.write(buffer.array(), 0, buffer.position());
            }
          } catch (SocketException e) {
            // It was closed before all of it was read.
          }
          return out.toString(ISO_8859_1);
        });
  }

  private String ask(String request) throws IOException {
    try (SocketChannel client = connect()) {
      send(client, request.getBytes(UTF_8));
      return all(client);
    }
  }

  private String get(String... lines) throws IOException {
    String fields = lines.length == 0 ? "" : String.join("\r\n", lines) + "\r\n";
    return ask("GET / HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\n" + fields + "\r\n");
  }

  @Test
  void client_withoutAnAddress_countsAsThisMachine() throws Exception {
    serve(";", "access.deny_except [127.0.0.1]; " + SEEN);

    assertThat(get()).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n127.0.0.1 0 127.0.0.1 0\n");
    assertThat(ask("GET / HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 200 ").endsWith(" 0\n");
  }

  @Test
  void connection_isKeptForSeveralRequests() throws Exception {
    serve(";", "echo req.path;");
    String first = "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n";
    String last = "GET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    assertThat(ask(first + last)).contains("\r\n\r\n/1\nHTTP/1.1 200 ").endsWith("\r\n\r\n/2\n");
    assertThat(figures(at(socket)).accepted()).isEqualTo(1);
  }

  /** The preface, empty settings, and a request by the static table of HPACK. */
  @Test
  void http2_inTheClear_isSpokenWithWhoBeginsWithIt() throws Exception {
    serve(";", "return 204;");
    try (SocketChannel client = connect()) {
      send(client, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1));
      send(client, new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
      byte[] head = {
        0, 0, 6, 1, 5, 0, 0, 0, 1, (byte) 0x82, (byte) 0x86, (byte) 0x84, 0x41, 1, 'a'
      };
      send(client, head);

      assertThat(within(() -> statusOfHttp2(client))).as(":status 204").isEqualTo((byte) 0x89);
    }
  }

  /** Returns the first byte of the first head that comes. */
  private static byte statusOfHttp2(SocketChannel client) throws IOException {
    while (true) {
      ByteBuffer head = read(client, 9);
      int length = (head.get() & 0xff) << 16 | (head.getShort() & 0xffff);
      byte type = head.get();
      ByteBuffer payload = read(client, length);
      if (type == 1) {
        byte first = payload.get();
        if ((first & 0xe0) == 0x20) {
          // The size of the table comes first, in as many bytes as it takes.
          while (payload.get() < 0) {}
          first = payload.get();
        }
        return first;
      }
    }
  }

  private static ByteBuffer read(SocketChannel client, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count);
    while (buffer.hasRemaining()) {
      if (client.read(buffer) < 0) {
        throw new IOException("closed");
      }
    }
    return buffer.flip();
  }

  @Test
  void proxyProtocol_saysWhoTheClientIs_andWhoeverSendsNoneIsClosed() throws Exception {
    serve("; proxy_protocol.from 'unix:" + socket + "';", SEEN);
    rig.proxy.speak(rig.setup.wires());
    String request = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    assertThat(ask("PROXY TCP4 192.0.2.7 198.51.100.1 4711 443\r\n" + request))
        .endsWith("\r\n\r\n192.0.2.7 4711 198.51.100.1 443\n");
    assertThat(ask("PROXY UNKNOWN\r\n" + request)).endsWith("\r\n\r\n127.0.0.1 0 127.0.0.1 0\n");
    assertThat(ask(request)).isEmpty();
  }

  @Test
  void backend_isToldThisMachine_orWhatATrustedProxySays() throws Exception {
    HttpServer origin =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    origin.createContext(
        "/",
        exchange -> {
          byte[] seen =
              (exchange.getRequestHeaders().getFirst("X-Forwarded-For")
                      + "|"
                      + exchange.getRequestHeaders().getFirst("Forwarded"))
                  .getBytes(UTF_8);
          exchange.sendResponseHeaders(200, seen.length);
          exchange.getResponseBody().write(seen);
          exchange.close();
        });
    origin.start();
    try {
      String main = "director.http 127.0.0.1, " + origin.getAddress().getPort() + ";";
      serve(";", main);
      assertThat(get("X-Forwarded-For: 203.0.113.9"))
          .endsWith("\r\n\r\n127.0.0.1|for=127.0.0.1;host=\"shop.test\";proto=http");
      rig.close();

      serve("; trusted.proxies 127.0.0.1;", main);
      assertThat(get("X-Forwarded-For: 203.0.113.9")).contains("\r\n\r\n203.0.113.9, 127.0.0.1|");
    } finally {
      origin.stop(0);
    }
  }

  @Test
  void accessLog_tellsUnix_orTheClientOfATrustedProxy() throws Exception {
    Path log = folder.resolve("access.log");
    serve(";", "accesslog '" + log + "', 'main'; return 204;");
    assertThat(get()).startsWith("HTTP/1.1 204 ");
    FlowRig.await(() -> log.toFile().length() > 0);
    assertThat(Files.readString(log)).startsWith("unix ");
    rig.close();
    Files.delete(log);

    serve("; trusted.proxies 127.0.0.0/8;", "accesslog '" + log + "', 'main'; return 204;");
    assertThat(get("X-Forwarded-For: 203.0.113.9")).startsWith("HTTP/1.1 204 ");
    FlowRig.await(() -> log.toFile().length() > 0);
    assertThat(Files.readString(log)).startsWith("203.0.113.9 ");
  }

  private ListenerFigures figures(ListenAddress address) {
    return rig.proxy.listeners().stream()
        .filter(listener -> listener.address().equals(address))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void figuresAndLimit_countItsConnections() throws Exception {
    serve("; max_connections 2;", "echo 'served';");
    SocketChannel first = connect();
    SocketChannel second = connect();
    try (SocketChannel third = connect()) {
      FlowRig.await(() -> rig.proxy.connections() == 2);
      assertThat(figures(at(socket)).open()).isEqualTo(2);
      send(third, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".getBytes(ISO_8859_1));
      CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> all(third));
      first.close();
      second.close();
      assertThat(answer.get(20, TimeUnit.SECONDS)).endsWith("\r\n\r\nserved\n");
    } finally {
      first.close();
      second.close();
    }
    FlowRig.await(() -> rig.proxy.connections() == 0);
    assertThat(figures(at(socket)).accepted()).isEqualTo(3);
    assertThat(rig.proxy.bound().stream().map(bound -> bound.url()))
        .containsExactly("http+unix:" + socket);
  }

  private String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void file_hasItsMode_andGoesAtTheEnd() throws Exception {
    serve(", '0606';", "return 204;");
    assertThat(mode(socket)).isEqualTo("rw----rw-");
    assertThat(folder.toFile().list()).as("nothing is left beside it").containsExactly("web.sock");

    rig.close();

    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void reload_keepsTheFileItNeeds_andRemovesTheOther() throws Exception {
    serve(";", "echo 'served';");
    Path other = folder.resolve("other/web.sock");
    Object key = Files.getAttribute(socket, "unix:ino");
    assertThat(mode(socket)).isEqualTo("rw-rw----");

    rig.proxy
        .listen(List.of(at(socket), at(other)), Map.of(at(socket), SocketAccess.of("0600", "", "")))
        .commit();

    assertThat(Files.getAttribute(socket, "unix:ino")).as("the same file").isEqualTo(key);
    assertThat(mode(socket)).as("for others now").isEqualTo("rw-------");
    assertThat(mode(other)).isEqualTo("rw-rw----");
    try (SocketChannel kept = connect()) {
      send(kept, "GET / HTTP/1.1\r\nHost: a\r\n".getBytes(ISO_8859_1));
      FlowRig.await(() -> figures(at(socket)).open() == 1);

      rig.proxy.listen(List.of(at(other))).commit();

      assertThat(socket).doesNotExist();
      assertThat(other).exists();
      send(kept, "\r\n".getBytes(ISO_8859_1));
      assertThat(all(kept)).as("who is connected is served").endsWith("\r\n\r\nserved\n");
    }
  }

  @Test
  void change_thatFails_leavesEverythingAsItWas() throws Exception {
    serve(";", "echo 'served';");
    Path precious = Files.writeString(folder.resolve("precious"), "text");
    Path fresh = folder.resolve("fresh.sock");

    assertThatThrownBy(
            () ->
                rig.proxy.listen(
                    List.of(at(socket), at(fresh), at(precious)),
                    Map.of(at(socket), SocketAccess.of("0600", "", ""))))
        .isInstanceOf(ListenException.class)
        .hasMessage("cannot listen on unix:" + precious + ": another file is in its place");

    assertThat(mode(socket)).isEqualTo("rw-rw----");
    assertThat(fresh).doesNotExist();
    assertThat(precious).hasContent("text");
    assertThat(get()).endsWith("served\n");
  }

  @Test
  void file_ofADeadProcess_isReplaced() throws Exception {
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(socket));
    }
    assertThat(socket).exists();

    serve(";", "echo 'served';");

    assertThat(get()).endsWith("served\n");
  }

  @Test
  void file_onWhichSomebodyListens_isLeftAlone() throws Exception {
    try (ServerSocketChannel alive = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      alive.bind(UnixDomainSocketAddress.of(socket));

      assertThatThrownBy(() -> serve(";", "blank;"))
          .isInstanceOf(ListenException.class)
          .hasMessage("cannot listen on unix:" + socket + ": somebody listens on it");

      assertThat(socket).exists();
      connect().close();
    }
  }

  @Test
  void file_ofASuccessor_isNotRemoved() throws Exception {
    serve(";", "blank;");
    Files.delete(socket);
    try (ServerSocketChannel successor = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      successor.bind(UnixDomainSocketAddress.of(socket));

      rig.close();

      assertThat(socket).exists();
      connect().close();
    }
  }
}
