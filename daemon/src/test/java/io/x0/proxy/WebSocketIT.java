package io.x0.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.director.Director;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSocket through the proxy: when it is let through, and what the tunnel keeps. */
@Timeout(60)
class WebSocketIT {
  private ProxyRig rig;

  @BeforeEach
  void start() throws Exception {
    rig = new ProxyRig();
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  /** What the client of the JDK is told. */
  private static final class Heard implements WebSocket.Listener {
    final BlockingQueue<String> all = new LinkedBlockingQueue<>();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      all.add("text " + data);
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      all.add("binary " + data.remaining());
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
      all.add("pong " + message.remaining());
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      all.add("close " + code + " " + reason);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      all.add("error");
    }

    String next() throws InterruptedException {
      return all.poll(20, TimeUnit.SECONDS);
    }
  }

  private WebSocket connect(Heard heard) {
    return HttpClient.newHttpClient()
        .newWebSocketBuilder()
        .buildAsync(URI.create("ws://127.0.0.1:" + rig.port() + "/chat"), heard)
        .join();
  }

  private void talk(Director shop) throws Exception {
    Heard heard = new Heard();
    WebSocket socket = connect(heard);

    socket.sendText("hello", true).join();
    assertThat(heard.next()).isEqualTo("text hello");
    socket.sendBinary(ByteBuffer.allocate(20_000), true).join();
    long received = 0;
    while (received < 20_000) {
      received += Long.parseLong(heard.next().substring("binary ".length()));
    }
    socket.sendPing(ByteBuffer.allocate(3)).join();
    assertThat(heard.next()).isEqualTo("pong 3");
    assertThat(shop.snapshot().load().current()).as("it is in flight").isEqualTo(1);
    socket.sendClose(4001, "enough").join();
    assertThat(heard.next()).isEqualTo("close 4001 enough");
    assertThat(ProxyRig.idle(shop).counts().failed()).isZero();
  }

  @Test
  void realClient_talksToABackendInTheClear() throws Exception {
    ScriptedBackend backend = rig.backend(WebSocketOrigin::echo);
    Director shop = rig.balance(Map.of("cache-enabled", "true"), backend);

    talk(shop);

    assertThat(backend.nextRequest())
        .contains("\r\nUpgrade: websocket")
        .contains("\r\nConnection: Upgrade")
        .contains("\r\nX-Forwarded-For: 127.0.0.1");
    assertThat(backend.nextEvent()).isEqualTo("closed");
  }

  /** A backend that would rather speak HTTP/2 is asked for HTTP/1.1. */
  @Test
  void realClient_talksToABackendOverTls() throws Exception {
    TestCertificate certificate = TestCertificate.of("backend.test");
    ScriptedBackend backend =
        rig.opened(new ScriptedBackend(certificate.serverSocket(false), WebSocketOrigin::echo));
    talk(
        rig.balanceTo(
            Map.of(),
            8,
            List.of("https://127.0.0.1:" + backend.port()),
            Map.of("tls-ca-file", certificate.pem().toString(), "tls-name", "backend.test")));
  }

  @Test
  void proxyProtocol_precedesTheHandshake() throws Exception {
    ScriptedBackend backend = rig.backend(WebSocketOrigin::echo);
    talk(
        rig.balanceTo(
            Map.of(),
            8,
            List.of("http://127.0.0.1:" + backend.port()),
            Map.of("proxy-protocol", "v1")));
    assertThat(backend.nextRequest()).startsWith("PROXY TCP4 ").contains("Connection: Upgrade");
  }

  @Test
  void unixBackend_getsTheBytesOfTheTunnel(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("origin.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));
      rig.balanceTo(Map.of(), 8, List.of("http+unix:" + path), Map.of());
      RawClient client = rig.client().send(WebSocketOrigin.HANDSHAKE);
      try (SocketChannel backend = server.accept()) {
        var in = Channels.newInputStream(backend);
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
          head.append((char) in.read());
        }
        Channels.newOutputStream(backend)
            .write(WebSocketOrigin.agree(head.toString()).getBytes("ISO-8859-1"));
        assertThat(client.answer().status()).isEqualTo(101);
        client.send("ab");
        assertThat(in.readNBytes(2)).containsExactly('a', 'b');
      }
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void answer_saysWhatRfc6455Wants() throws Exception {
    rig.balance(Map.of(), rig.backend(WebSocketOrigin::echo));

    RawClient.Answer answer = rig.client().send(WebSocketOrigin.HANDSHAKE).answer();

    assertThat(answer.status()).isEqualTo(101);
    assertThat(answer.header("Upgrade")).isEqualTo("websocket");
    assertThat(answer.header("Connection")).isEqualTo("Upgrade");
    assertThat(answer.header("Sec-WebSocket-Accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    assertThat(answer.head()).doesNotContain("Content-Length", "Transfer-Encoding");
  }

  /** What is no whole question for WebSocket goes on as if it did not ask. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABk\r\n",
        "Upgrade: TLS/1.0\r\nConnection: Upgrade\r\n",
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n",
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: short\r\n",
        "Upgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nContent-Length: 0005\r\n\r\nhello"
      })
  void otherUpgrade_isNotForwarded(String fields) throws Exception {
    ScriptedBackend backend = rig.answering("plain");
    rig.balance(Map.of(), backend);
    String end = fields.contains("\r\n\r\n") ? "" : "\r\n";

    RawClient client = rig.client().send("GET / HTTP/1.1\r\nHost: h\r\n" + fields + end);

    assertThat(client.answer().body()).isEqualTo("plain");
    assertThat(backend.nextRequest()).doesNotContain("Upgrade:").doesNotContain("Connection:");
    // The connection goes on: nothing was meant for a tunnel.
    assertThat(client.get("/again").answer().body()).isEqualTo("plain");
  }

  @Test
  void timeoutOfZero_letsNoneThrough() throws Exception {
    ScriptedBackend backend = rig.answering("plain");
    rig.balance(Map.of("websocket-timeout", "0s"), backend);

    RawClient client = rig.client().send(WebSocketOrigin.HANDSHAKE);

    assertThat(client.answer().body()).isEqualTo("plain");
    assertThat(backend.nextRequest()).doesNotContain("Upgrade:");
    assertThat(client.isClosed()).as("what follows is not read as HTTP").isTrue();
  }

  /** RFC 6455 §4.1 lets an origin say anything else; what the client sent already is not HTTP. */
  @Test
  void refusal_isRelayedAndEndsTheConnection() throws Exception {
    ScriptedBackend backend =
        rig.backend(
            c -> {
              c.readRequest();
              c.write("HTTP/1.1 426 Upgrade Required\r\nSec-WebSocket-Version: 8\r\n");
              c.write("Content-Length: 2\r\n\r\nno");
              c.readRequest();
            });
    Director shop = rig.balance(Map.of(), backend);

    RawClient client =
        rig.client().send(WebSocketOrigin.HANDSHAKE + "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n");
    RawClient.Answer answer = client.answer();

    assertThat(answer.status()).isEqualTo(426);
    assertThat(answer.body()).isEqualTo("no");
    assertThat(answer.header("Sec-WebSocket-Version")).isEqualTo("8");
    assertThat(answer.header("Connection")).isEqualTo("close");
    assertThat(client.isClosed()).isTrue();
    ProxyRig.idle(shop);
    assertThat(backend.requests).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Upgrade: h2c\r\nConnection: Upgrade\r\n", ""})
  void otherProtocolThanAsked_is502(String fields) throws Exception {
    ScriptedBackend backend =
        rig.backend(
            c -> {
              c.readRequest();
              c.write("HTTP/1.1 101 Switching Protocols\r\n" + fields + "\r\n");
              c.awaitClose();
            });
    Director shop = rig.balance(Map.of("max-retry-count", "0"), backend);

    assertThat(rig.client().send(WebSocketOrigin.HANDSHAKE).answer().status()).isEqualTo(502);
    assertThat(backend.nextEvent()).isEqualTo("closed");
    assertThat(ProxyRig.idle(shop).counts().failed()).isEqualTo(1);
  }

  @Test
  void switchThatNobodyAskedFor_is502() throws Exception {
    ScriptedBackend backend =
        rig.backend(
            c -> {
              c.readRequest();
              c.write(WebSocketOrigin.agree(""));
              c.awaitClose();
            });
    rig.balance(Map.of("max-retry-count", "0"), backend);

    assertThat(rig.client().get("/").answer().status()).isEqualTo(502);
    assertThat(backend.nextEvent()).isEqualTo("closed");
  }

  /** Both sides may be quick: bytes behind the heads belong to the tunnel. */
  @Test
  void bytesBehindTheHeads_reachTheOtherSide() throws Exception {
    ScriptedBackend backend =
        rig.backend(
            c -> {
              c.write(WebSocketOrigin.agree(c.readRequest()) + "early");
              c.report(c.read(5));
              c.awaitClose();
            });
    rig.balance(Map.of(), backend);

    RawClient client = rig.client().send(WebSocketOrigin.HANDSHAKE + "first");

    assertThat(client.answer().status()).isEqualTo(101);
    assertThat(read(client, 5)).isEqualTo("early");
    assertThat(backend.nextEvent()).isEqualTo("first");
  }

  private static String read(RawClient client, int count) throws Exception {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append((char) client.read());
    }
    return text.toString();
  }

  @Test
  void clientThatSendsNoMore_stillGetsEverything() throws Exception {
    ScriptedBackend backend =
        rig.backend(
            c -> {
              c.write(WebSocketOrigin.agree(c.readRequest()));
              c.report(c.read(4));
              c.awaitClose();
              c.write("later");
            });
    Director shop = rig.balance(Map.of(), backend);
    RawClient client = rig.client().send(WebSocketOrigin.HANDSHAKE);
    assertThat(client.answer().status()).isEqualTo(101);

    client.send("last");
    client.halfClose();

    assertThat(backend.nextEvent()).isEqualTo("last");
    assertThat(backend.nextEvent()).isEqualTo("closed");
    assertThat(read(client, 5)).isEqualTo("later");
    assertThat(client.isClosed()).isTrue();
    ProxyRig.idle(shop);
  }

  @Test
  void slowClient_slowsTheBackend() throws Exception {
    long all = 64L << 20;
    AtomicLong written = new AtomicLong();
    ScriptedBackend backend =
        rig.backend(
            c -> {
              c.write(WebSocketOrigin.agree(c.readRequest()));
              String block = "x".repeat(1 << 16);
              while (written.get() < all) {
                c.write(block);
                written.addAndGet(block.length());
              }
            });
    rig.balance(Map.of(), backend);
    RawClient client = rig.client().send(WebSocketOrigin.HANDSHAKE);
    assertThat(client.answer().status()).isEqualTo(101);

    AtomicLong before = new AtomicLong(-1);
    AtomicLong still = new AtomicLong();
    ProxyRig.await(
        () -> {
          long now = written.get();
          boolean same = before.getAndSet(now) == now;
          return (same ? still.incrementAndGet() : still.getAndSet(0)) >= 40;
        });

    assertThat(written.get()).as("what the kernel and one buffer hold").isLessThan(all / 2);
    assertThat(client.skip(all)).isEqualTo(all);
  }

  @Test
  void silence_endsTheTunnel() throws Exception {
    ScriptedBackend backend =
        rig.backend(
            c -> {
              c.write(WebSocketOrigin.agree(c.readRequest()));
              c.awaitClose();
            });
    Director shop = rig.balance(Map.of("websocket-timeout", "300ms"), backend);
    RawClient client = rig.client().send(WebSocketOrigin.HANDSHAKE);
    assertThat(client.answer().status()).isEqualTo(101);

    assertThat(client.isClosed()).isTrue();
    assertThat(backend.nextEvent()).isEqualTo("closed");
    assertThat(ProxyRig.idle(shop).counts().failed()).isZero();
  }

  @Test
  void openTunnel_takesASlotUntilItEnds() throws Exception {
    rig.balance(Map.of("queue-limit", "0"), 1, rig.backend(WebSocketOrigin::echo));
    RawClient first = rig.client().send(WebSocketOrigin.HANDSHAKE);
    assertThat(first.answer().status()).isEqualTo(101);

    assertThat(rig.client().send(WebSocketOrigin.HANDSHAKE).answer().status()).isEqualTo(503);
    first.close();

    ProxyRig.await(() -> rig.webSockets() == 0);
    assertThat(rig.client().send(WebSocketOrigin.HANDSHAKE).answer().status()).isEqualTo(101);
  }

  @Test
  void backendThatDies_endsTheClientsConnection() throws Exception {
    ScriptedBackend backend =
        rig.backend(
            c -> {
              c.write(WebSocketOrigin.agree(c.readRequest()));
              c.read(1);
              c.reset();
            });
    Director shop = rig.balance(Map.of(), backend);
    RawClient client = rig.client().send(WebSocketOrigin.HANDSHAKE);
    assertThat(client.answer().status()).isEqualTo(101);

    client.send("x");

    assertThat(client.isClosed()).isTrue();
    client.close();
    ProxyRig.idle(shop);
  }

  @Test
  void drain_waitsForRequestsAndThenEndsTunnels() throws Exception {
    ScriptedBackend backend =
        rig.backend(
            c -> {
              c.write(WebSocketOrigin.agree(c.readRequest()));
              c.awaitClose();
            });
    rig.balance(Map.of(), backend);
    RawClient client = rig.client().send(WebSocketOrigin.HANDSHAKE);
    assertThat(client.answer().status()).isEqualTo(101);

    assertThat(rig.drain()).isTrue();

    assertThat(client.isClosed()).isTrue();
    assertThat(backend.nextEvent()).isEqualTo("closed");
    assertThat(rig.webSockets()).isZero();
  }
}
