package io.x0.proxy;

import static io.x0.proxy.ScriptedBackend.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.x0.director.Director;
import io.x0.director.DirectorSnapshot;
import io.x0.proxy.RawClient.Answer;
import io.x0.stats.TrafficSnapshot;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the director is told about an attempt, and what it tells the proxy. */
@Timeout(60)
class OutcomeIT {
  private ProxyRig rig;

  @BeforeEach
  void start() throws Exception {
    rig = new ProxyRig();
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  @Test
  void served_hasStatusAndBytes() throws Exception {
    ScriptedBackend backend =
        rig.backend(
            c -> {
              c.readRequest();
              c.read(10);
              c.write("HTTP/1.1 404 None\r\nContent-Length: 5\r\n\r\nnone.");
            });
    Director shop = rig.balance(Map.of(), backend);

    rig.client()
        .send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n0123456789")
        .answer();

    TrafficSnapshot traffic = ProxyRig.idle(shop).traffic().snapshot();
    assertThat(traffic.requests()).isEqualTo(1);
    assertThat(traffic.errors()).isZero();
    assertThat(traffic.statuses()).containsExactly(0L, 0L, 0L, 1L, 0L);
    assertThat(traffic.bytesIn()).isEqualTo(10);
    assertThat(traffic.bytesOut()).isEqualTo(5);
  }

  @Test
  void repeated_hasTheBytesOfEachAttempt() throws Exception {
    ScriptedBackend bad =
        rig.backend(
            c -> {
              c.readRequest();
              c.read(10);
              c.reset();
            });
    ScriptedBackend good =
        rig.backend(
            c -> {
              c.readRequest();
              c.read(10);
              c.write(ok("done"));
            });
    Director shop = rig.balance(Map.of(), bad, good);

    rig.client().send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n0123456789").answer();

    DirectorSnapshot snapshot = ProxyRig.idle(shop);
    for (DirectorSnapshot.BackendSnapshot backend : snapshot.backends()) {
      assertThat(backend.traffic().snapshot().bytesIn()).isEqualTo(10);
    }
    assertThat(snapshot.traffic().snapshot().statuses()).containsExactly(0L, 1L, 0L, 0L, 0L);
  }

  @Test
  void brokenWithinTheAnswer_isFailedWithStatusAndBytes() throws Exception {
    ScriptedBackend backend =
        rig.backend(
            c -> {
              c.readRequest();
              c.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
            });
    Director shop = rig.balance(Map.of(), backend);

    assertThat(rig.client().get("/").answer().complete()).isFalse();

    DirectorSnapshot snapshot = ProxyRig.idle(shop);
    assertThat(snapshot.counts().failed()).isEqualTo(1);
    assertThat(snapshot.traffic().snapshot().errors()).isEqualTo(1);
    assertThat(snapshot.traffic().snapshot().statuses()).containsExactly(0L, 1L, 0L, 0L, 0L);
    assertThat(snapshot.traffic().snapshot().bytesOut()).isEqualTo(4);
  }

  @Test
  void clientGoneWithinTheAnswer_isAbortedWithStatusAndBytes() throws Exception {
    ScriptedBackend backend =
        rig.backend(
            c -> {
              c.readRequest();
              c.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
              while (true) {
                c.write("x".repeat(10_000));
              }
            });
    Director shop = rig.balance(Map.of(), backend);

    RawClient client = rig.client().get("/");
    client.read();
    client.close();

    assertThat(backend.nextEvent()).isEqualTo("broken");
    DirectorSnapshot snapshot = ProxyRig.idle(shop);
    assertThat(snapshot.counts().aborted()).isEqualTo(1);
    assertThat(snapshot.counts().failed()).isZero();
    assertThat(snapshot.traffic().snapshot().bytesOut()).isPositive();
    assertThat(snapshot.traffic().snapshot().statuses()).containsExactly(0L, 1L, 0L, 0L, 0L);
  }

  @Test
  void refused_isUnreachable() throws Exception {
    Director shop = rig.balanceTo(Map.of("max-retry-count", "0"), 8, ProxyRig.closedPort());

    rig.client().get("/").answer();

    assertThat(ProxyRig.idle(shop).counts().unreachable()).isEqualTo(1);
  }

  @Test
  void queueTimeout_hasTheStatusThatIsSet() throws Exception {
    ScriptedBackend backend =
        rig.backend(
            c -> {
              c.readRequest();
              c.awaitClose();
            });
    rig.balance(Map.of("queue-timeout", "200ms", "queue-timeout-status", "429"), 1, backend);
    rig.client().get("/first");
    backend.nextRequest();

    Answer answer = rig.client().get("/second").answer();

    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.header("Retry-After")).isEqualTo("30");
    assertThat(answer.body()).startsWith("429 ");
  }

  @Test
  void hash_isByTheClientsAddressUnlessTheProgramSaysOtherwise() throws Exception {
    rig.balance(
        Map.of("scheduler", "hash"), rig.answering("1"), rig.answering("2"), rig.answering("3"));

    Map<String, String> servers = new HashMap<>();
    for (int i = 0; i < 60; i++) {
      String address = "127.0.0." + (1 + i % 20);
      String server = askFrom(address);
      assertThat(servers.merge(address, server, (a, b) -> a)).isEqualTo(server);
    }

    assertThat(servers.values()).contains("1", "2", "3");
  }

  private String askFrom(String address) throws Exception {
    try (Socket socket =
        new Socket(
            InetAddress.getByName("127.0.0.1"), rig.port(), InetAddress.getByName(address), 0)) {
      socket
          .getOutputStream()
          .write(
              "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }
  }
}
