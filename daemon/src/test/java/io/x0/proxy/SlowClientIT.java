package io.x0.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.stats.Ending;
import io.x0.time.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that take too long, and too many of them, over real sockets. */
@Timeout(60)
class SlowClientIT {
  private static final int CONNECTIONS = 150;
  private static final int COLLECTIONS = 4;
  private static final long MOST_BYTES = 20_000;

  private ProxyServer proxy;

  @BeforeEach
  void start() throws Exception {
    start(limits -> limits.withHeadTime(Duration.ofMillis(300)));
  }

  private void start(UnaryOperator<Limits> change) throws Exception {
    stop();
    proxy =
        new ProxyServer(
            new ProxyConfig(
                exchange -> {
                  exchange.echo("here");
                  return true;
                },
                "x0d",
                TrustedProxies.NONE,
                change.apply(Limits.DEFAULT)),
            Clock.system());
    proxy.listen(List.of(new ListenAddress("127.0.0.1", 0))).commit();
    proxy.start();
  }

  @AfterEach
  void stop() {
    if (proxy != null) {
      proxy.stop();
    }
  }

  private RawClient client() throws IOException {
    return new RawClient(proxy.bound().get(0).port());
  }

  @Test
  void head_incomplete_isAnswered408AndClosed() throws Exception {
    start(limits -> limits.withHeadTime(Duration.ofSeconds(2)));
    try (RawClient client = client()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n");

      RawClient.Answer answer = client.answer();

      assertThat(answer.status()).isEqualTo(408);
      assertThat(answer.header("Connection")).isEqualTo("close");
      assertThat(answer.body())
          .isEqualTo("408 Request Timeout: the head of the request was slow\n");
      assertThat(client.isClosed()).isTrue();
      ProxyRig.await(() -> proxy.slowHeads() == 1);
      assertThat(proxy.localEndings().counts()).isEqualTo(Map.of(Ending.CLIENT_SLOW_REQUEST, 1L));
    }
  }

  @Test
  void head_incompleteAfterAnAnswer_isAnswered408() throws Exception {
    try (RawClient client = client()) {
      assertThat(client.get("/").answer().status()).isEqualTo(200);

      client.send("G");

      assertThat(client.answer().status()).isEqualTo(408);
    }
  }

  @Test
  void connection_silent_isClosedWithoutAnAnswer() throws Exception {
    try (RawClient client = client()) {
      assertThat(client.isClosed()).isTrue();
      assertThat(proxy.localEndings().counts()).as("it was no request").isEmpty();
    }
  }

  @Test
  void connection_idleBetweenRequests_staysOpen() throws Exception {
    try (RawClient idle = client()) {
      assertThat(idle.get("/").answer().status()).isEqualTo(200);
      try (RawClient silent = client()) {
        // The other's deadline is later than this one's would be.
        assertThat(silent.isClosed()).isTrue();
      }

      assertThat(idle.get("/").answer().status()).isEqualTo(200);
    }
  }

  /** Ten thousand of them must fit into the heap: Jetty's cache of fields takes 41 KB of each. */
  @Test
  void connections_keptAfterSeveralRequests_takeLittleMemory() throws Exception {
    List<RawClient> kept = new ArrayList<>();
    askTwice(kept, CONNECTIONS);
    // What is made once for all of them has been made by now.
    long before = usedMemory();

    askTwice(kept, CONNECTIONS);

    long each = (usedMemory() - before) / CONNECTIONS;
    for (RawClient client : kept) {
      client.close();
    }
    assertThat(each).as("bytes of each connection and its client").isLessThan(MOST_BYTES);
  }

  private void askTwice(List<RawClient> clients, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      RawClient client = client();
      clients.add(client);
      for (int request = 0; request < 2; request++) {
        client.send(
            "GET / HTTP/1.1\r\nHost: a\r\nUser-Agent: one\r\nX-A: "
                + request
                + "\r\nAccept: text/html\r\n\r\n");
        assertThat(client.answer().status()).isEqualTo(200);
      }
    }
  }

  /** Returns the least that is in use after several collections. */
  private static long usedMemory() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  @Test
  void connections_moreThanTheLimit_waitUntilOthersEnd() throws Exception {
    start(limits -> limits.withConnections(2));
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      clients.add(client().get("/"));
    }
    ProxyRig.await(() -> proxy.connections() >= 2);
    // One more may be taken: the listener was waiting for it already.
    assertThat(proxy.connections()).isBetween(2, 3);

    for (RawClient client : clients) {
      try (client) {
        assertThat(client.answer().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void version_lowerCase_isRefused() throws Exception {
    try (RawClient client = client()) {
      client.send("GET / http/1.1\r\nHost: a\r\n\r\n");

      assertThat(client.answer().status()).isBetween(400, 505);
      assertThat(client.isClosed()).isTrue();
    }
  }
}
