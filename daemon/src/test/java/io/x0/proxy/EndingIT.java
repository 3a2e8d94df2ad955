package io.x0.proxy;

import static io.x0.proxy.ScriptedBackend.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.x0.director.Director;
import io.x0.stats.Ending;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each way in which a balanced request can end is told apart. */
@Timeout(60)
class EndingIT {
  private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
  private ProxyRig rig;

  @BeforeEach
  void start() throws Exception {
    rig = new ProxyRig();
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  private void sent(Director director, String request, Ending expected) throws Exception {
    rig.client().send(request);
    ended(director, expected);
  }

  private static void ended(Director director, Ending expected) {
    ProxyRig.await(() -> !director.endings().counts().isEmpty());
    assertThat(director.endings().counts()).isEqualTo(Map.of(expected, 1L));
  }

  private ScriptedBackend saying(String... answer) throws Exception {
    return rig.backend(
        c -> {
          c.readRequest();
          for (String piece : answer) {
            c.write(piece);
          }
        });
  }

  private ScriptedBackend silent(String... answer) throws Exception {
    return rig.backend(
        c -> {
          c.readRequest();
          for (String piece : answer) {
            c.write(piece);
          }
          c.readRequest();
        });
  }

  @Test
  void served() throws Exception {
    sent(rig.balance(Map.of(), rig.answering("x")), GET, Ending.DONE);
  }

  @Test
  void refusedConnection() throws Exception {
    Map<String, String> once = Map.of("max-retry-count", "0");
    sent(rig.balanceTo(once, 8, ProxyRig.closedPort()), GET, Ending.UNREACHABLE);
  }

  @Test
  void disabledDirector() throws Exception {
    sent(rig.balance(Map.of("enabled", "false"), rig.answering("x")), GET, Ending.CLOSED);
  }

  @Test
  void brokenBeforeTheHead() throws Exception {
    Map<String, String> once = Map.of("max-retry-count", "0");
    sent(rig.balance(once, saying()), GET, Ending.BROKEN);
  }

  @Test
  void silentBeforeTheHead() throws Exception {
    Map<String, String> quick = Map.of("read-timeout", "200ms", "max-retry-count", "0");
    sent(rig.balance(quick, silent()), GET, Ending.SILENT);
  }

  @Test
  void invalidHead() throws Exception {
    Map<String, String> once = Map.of("max-retry-count", "0");
    sent(rig.balance(once, saying("HTTQ/1.1 200 OK\r\n\r\n")), GET, Ending.INVALID);
  }

  @Test
  void brokenBody() throws Exception {
    String half = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(70_000);
    sent(rig.balance(Map.of(), saying(half)), GET, Ending.BROKEN_BODY);
  }

  @Test
  void silentBody() throws Exception {
    String half = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx";
    sent(rig.balance(Map.of("read-timeout", "200ms"), silent(half)), GET, Ending.SILENT_BODY);
  }

  @Test
  void invalidBodyOfABackend() throws Exception {
    String chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n";
    sent(rig.balance(Map.of(), silent(chunks)), GET, Ending.BROKEN_BODY);
  }

  @Test
  void invalidBodyOfAClient() throws Exception {
    Director shop = rig.balance(Map.of(), silent());
    sent(
        shop,
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        Ending.INVALID_BODY);
  }

  /** What comes on top of a full queue of the kernel waits to be connected. */
  @Test
  void connectionThatIsNotMadeInTime() throws Exception {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      for (int i = 0; i < 8; i++) {
        SocketChannel waiting = rig.opened(SocketChannel.open());
        waiting.configureBlocking(false);
        waiting.connect(full.getLocalSocketAddress());
      }
      Map<String, String> quick = Map.of("connect-timeout", "300ms", "max-retry-count", "0");
      sent(rig.balanceTo(quick, 8, full.getLocalPort()), GET, Ending.CONNECT_TIMEOUT);
    }
  }

  /** A body that comes byte by byte: too slowly for 1,000 of them a second, not for one. */
  @ParameterizedTest
  @CsvSource({"1000, 408, CLIENT_SLOW_REQUEST", "1, 200, DONE"})
  void bodyThatComesSlowly(int rate, int status, Ending expected) throws Exception {
    rig.limit(limits -> limits.withBodyRate(new Limits.BodyRate(rate, Duration.ofMillis(200))));
    ScriptedBackend backend =
        rig.backend(
            c -> {
              c.readRequest();
              c.read(40);
              c.write(ok("x"));
            });
    Director shop = rig.balance(Map.of("max-retry-count", "0"), backend);
    RawClient client =
        rig.client().send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 40\r\n\r\n");

    for (int i = 0; i < 40 && shop.endings().counts().isEmpty(); i++) {
      LockSupport.parkNanos(20_000_000);
      try {
        client.send("x");
      } catch (SocketException e) {
        break; // It was refused, and closed with what was on its way.
      }
    }

    ended(shop, expected);
    assertThat(client.answer().status()).isEqualTo(status);
  }

  @Test
  void clientThatTakesNothingOfTheAnswer() throws Exception {
    rig.before(exchange -> exchange.idleTimeouts(Duration.ofMillis(300), Duration.ofMinutes(1)));
    Director shop = rig.balance(Map.of(), endless());
    rig.client().send(GET);

    ended(shop, Ending.CLIENT_SLOW_BODY);
  }

  private ScriptedBackend endless() throws Exception {
    return rig.backend(
        c -> {
          c.readRequest();
          c.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
          while (true) {
            c.write("2710\r\n" + "x".repeat(10_000) + "\r\n");
          }
        });
  }

  @Test
  void queueTimeout_andFullQueue() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    ScriptedBackend backend =
        rig.backend(
            c -> {
              c.readRequest();
              answer.await();
              c.write(ok("x"));
            });
    Director shop = rig.balance(Map.of("queue-timeout", "300ms", "queue-limit", "1"), 1, backend);
    rig.client().send(GET);
    ProxyRig.await(() -> shop.snapshot().load().current() == 1);
    rig.client().send(GET);
    ProxyRig.await(() -> shop.snapshot().queued().current() == 1);
    sent(shop, GET, Ending.QUEUE_FULL);
    ProxyRig.await(() -> shop.endings().counts().containsKey(Ending.QUEUE_TIMEOUT));
    answer.countDown();
    ProxyRig.await(() -> shop.endings().counts().containsKey(Ending.DONE));
  }

  @Test
  void clientThatLeavesWhileItWaits_andWhileItIsServed() throws Exception {
    Director shop = rig.balance(Map.of(), 1, silent());
    RawClient served = rig.client().send(GET);
    ProxyRig.await(() -> shop.snapshot().load().current() == 1);
    RawClient queued = rig.client().send(GET);
    ProxyRig.await(() -> shop.snapshot().queued().current() == 1);

    queued.close();
    ended(shop, Ending.CLIENT_LEFT_QUEUE);
    served.close();
    ProxyRig.await(() -> shop.endings().counts().containsKey(Ending.CLIENT_LEFT_WAITING));
  }

  @Test
  void clientThatLeavesWithinTheAnswer() throws Exception {
    Director shop = rig.balance(Map.of(), endless());
    RawClient client = rig.client().send(GET);
    ProxyRig.await(() -> shop.snapshot().load().current() == 1);
    assertThat(client.read()).isNotNegative();
    client.close();
    ended(shop, Ending.CLIENT_LEFT_BODY);
  }
}
