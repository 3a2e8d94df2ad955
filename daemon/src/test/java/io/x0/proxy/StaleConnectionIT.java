package io.x0.proxy;

import static io.x0.proxy.ScriptedBackend.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.x0.director.Director;
import io.x0.director.DirectorSnapshot;
import io.x0.health.HealthState;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection that was kept for the next request, and closed by the backend just then. */
@Timeout(60)
class StaleConnectionIT {
  /** One failure would do; the checks themselves never run before one. */
  private static final Map<String, String> SENSITIVE =
      Map.of("health-check-mode", "lazy", "health-check-failure-threshold", "1");

  private ProxyRig rig;

  @BeforeEach
  void start() throws Exception {
    rig = new ProxyRig();
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  /** A backend that serves one request on a connection, and meets the second with {@code end}. */
  private ScriptedBackend oneEach(ScriptedBackend.Script end) throws Exception {
    return rig.backend(
        c -> {
          c.readRequest();
          c.write(ok("x"));
          if (c.readRequest() != null) {
            end.run(c);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void get_isRepeatedAndTheBackendNotBlamed(boolean reset) throws Exception {
    ScriptedBackend backend =
        oneEach(
            c -> {
              if (reset) {
                c.reset();
              }
            });
    Director shop = rig.balance(SENSITIVE, backend);

    RawClient client = rig.client();
    for (int i = 0; i < 4; i++) {
      assertThat(client.get("/").answer().status()).isEqualTo(200);
    }

    DirectorSnapshot snapshot = ProxyRig.idle(shop);
    assertThat(backend.requests.size()).as("some were sent twice").isGreaterThan(4);
    assertThat(snapshot.counts().retried()).isPositive();
    assertThat(snapshot.counts().failed()).isZero();
    assertThat(snapshot.backends().get(0).health().state()).isEqualTo(HealthState.ONLINE);
    assertThat(snapshot.traffic().snapshot().requests()).isEqualTo(4);
  }

  @Test
  void get_withoutRetries_isRepeatedAllTheSame() throws Exception {
    ScriptedBackend backend = oneEach(c -> c.reset());
    Director shop = rig.balance(Map.of("max-retry-count", "0"), backend);

    RawClient client = rig.client();
    for (int i = 0; i < 4; i++) {
      assertThat(client.get("/").answer().status()).isEqualTo(200);
      ProxyRig.idle(shop);
      LockSupport.parkNanos(20_000_000);
    }

    assertThat(backend.requests.size()).as("some were sent twice").isGreaterThan(4);
    assertThat(shop.snapshot().counts().failed()).isZero();
  }

  @Test
  void put_withoutRetries_isRepeatedWithItsBody() throws Exception {
    ScriptedBackend backend =
        rig.backend(
            c -> {
              c.readRequest();
              c.write(ok(c.read(3)));
              if (c.readRequest() != null) {
                c.reset();
              }
            });
    Director shop = rig.balance(Map.of("max-retry-count", "0"), backend);

    RawClient client = rig.client();
    for (int i = 0; i < 3; i++) {
      assertThat(
              client
                  .send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nab" + i)
                  .answer()
                  .body())
          .isEqualTo("ab" + i);
      ProxyRig.idle(shop);
      LockSupport.parkNanos(20_000_000);
    }

    assertThat(backend.requests.size()).as("some were sent twice").isGreaterThan(3);
  }

  @Test
  void post_is502ButTheBackendNotBlamed() throws Exception {
    ScriptedBackend backend = oneEach(c -> c.reset());
    Director shop = rig.balance(SENSITIVE, backend);

    RawClient client = rig.client();
    assertThat(client.get("/").answer().status()).isEqualTo(200);
    ProxyRig.idle(shop);
    // The connection is free a moment after its answer has gone on to the client.
    LockSupport.parkNanos(100_000_000);
    assertThat(
            client
                .send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\na")
                .answer()
                .status())
        .isEqualTo(502);

    DirectorSnapshot snapshot = ProxyRig.idle(shop);
    assertThat(backend.requests).as("the backend saw it once").hasSize(2);
    assertThat(snapshot.counts().failed()).isZero();
    assertThat(snapshot.backends().get(0).health().state()).isEqualTo(HealthState.ONLINE);
  }

  @Test
  void newConnection_isTheBackendsFault() throws Exception {
    ScriptedBackend backend =
        rig.backend(
            c -> {
              c.readRequest();
              c.reset();
            });
    Director shop = rig.balance(SENSITIVE, backend);

    rig.client().send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n").answer();

    DirectorSnapshot snapshot = ProxyRig.idle(shop);
    assertThat(snapshot.counts().failed()).isEqualTo(1);
  }

  @Test
  void answerThatBreaksOnAReusedConnection_isTheBackendsFault() throws Exception {
    ScriptedBackend backend = oneEach(c -> c.write("HTTP/1.1 200 OK\r\nX-Half: "));
    Director shop = rig.balance(SENSITIVE, backend);

    RawClient client = rig.client();
    assertThat(client.get("/").answer().status()).isEqualTo(200);
    ProxyRig.idle(shop);
    LockSupport.parkNanos(100_000_000);
    assertThat(client.get("/").answer().status()).isEqualTo(200);

    assertThat(ProxyRig.idle(shop).counts().failed()).isEqualTo(1);
  }

  @Test
  void backendThatClosesIdleConnections_isNeverNoticed() throws Exception {
    ScriptedBackend backend =
        rig.backend(
            c -> {
              c.readRequest();
              c.write(ok("x"));
              c.think(2);
            });
    Director shop = rig.balance(SENSITIVE, backend);

    RawClient client = rig.client();
    for (int i = 0; i < 600; i++) {
      assertThat(client.get("/").answer().status()).isEqualTo(200);
      // Sometimes before the backend closes, sometimes after, sometimes just then.
      LockSupport.parkNanos(i % 60 * 100_000);
    }

    assertThat(ProxyRig.idle(shop).counts().failed()).isZero();
  }
}
