package io.x0.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.director.Director;
import io.x0.stats.Ending;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients see of a proxy that drains: told that it ends, and served until then. */
@Timeout(60)
class ListenerDrainIT {
  private ProxyRig rig;
  private ScriptedBackend backend;

  @BeforeEach
  void start() throws Exception {
    rig = new ProxyRig();
    backend = rig.answering("here");
    rig.balance(Map.of(), backend);
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  private RawHttp2Client client() throws Exception {
    return rig.opened(new RawHttp2Client(rig.port()));
  }

  /** A backend that takes a request and says no more. */
  private ScriptedBackend silent() throws Exception {
    return rig.backend(
        c -> {
          c.readRequest();
          c.awaitClose();
        });
  }

  @ParameterizedTest
  @CsvSource({"close,false", "ignore,false", "notify,false", "close,true", "ignore,true"})
  void drain_thatTakesTooLong_answers503(String abort, boolean isCached) throws Exception {
    ScriptedBackend silent = silent();
    Director director =
        rig.balance(
            Map.of(
                "on-client-abort",
                abort,
                "cache-enabled",
                Boolean.toString(isCached),
                "retry-after",
                "7s",
                "max-retry-count",
                "3"),
            1,
            silent);
    RawClient served = rig.client().get("/");
    silent.nextRequest();
    RawClient queued = rig.client().get("/queued");
    ProxyRig.await(() -> director.snapshot().queued().current() == 1);

    assertThat(rig.drain(Duration.ofMillis(50))).isEqualTo(2);

    for (RawClient client : List.of(served, queued)) {
      RawClient.Answer answer = client.answer();
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("Connection")).isEqualTo("close");
      assertThat(answer.header("Retry-After")).isEqualTo("7");
      assertThat(answer.body()).isEqualTo("503 Service Unavailable: the proxy stops\n");
      assertThat(client.isClosed()).isTrue();
    }
    ProxyRig.await(() -> Map.of(Ending.GIVEN_UP, 2L).equals(director.endings().counts()));
    assertThat(silent.nextEvent()).isEqualTo("closed");
    assertThat(silent.requests).as("it is not tried again").isEmpty();
  }

  @Test
  void drain_thatTakesTooLong_answers503AlsoWhereNoDirectorIs() throws Exception {
    ScriptedBackend silent = silent();
    rig.straightTo(silent);
    RawClient client = rig.client().get("/");
    silent.nextRequest();

    assertThat(rig.drain(Duration.ofMillis(50))).isEqualTo(1);

    RawClient.Answer answer = client.answer();
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Connection")).isEqualTo("close");
    assertThat(answer.body()).isEqualTo("503 Service Unavailable: the proxy stops\n");
    assertThat(client.isClosed()).isTrue();
    assertThat(silent.nextEvent()).isEqualTo("closed");
  }

  @Test
  void drain_thatTakesTooLong_answers503OverHttp2() throws Exception {
    ScriptedBackend silent = silent();
    rig.balance(Map.of(), silent);
    RawHttp2Client client =
        client().request(1, ":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a");
    silent.nextRequest();

    assertThat(rig.drain(Duration.ofMillis(50))).isEqualTo(1);

    assertThat(client.status()).isEqualTo(503);
  }

  /** What has begun is not called complete. */
  @Test
  void drain_thatTakesTooLong_breaksOffAnAnswerThatHasBegun() throws Exception {
    ScriptedBackend slow =
        rig.backend(
            c -> {
              c.readRequest();
              c.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
              c.awaitClose();
            });
    rig.balance(Map.of(), slow);
    RawClient client = rig.client().get("/");
    slow.nextRequest();
    CompletableFuture<RawClient.Answer> answer =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return client.answer();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });

    assertThat(rig.drain(Duration.ofMillis(500))).isEqualTo(1);
    rig.close();

    assertThat(answer.get().status()).isEqualTo(200);
    assertThat(answer.get().body()).isEqualTo("abc");
    assertThat(answer.get().complete()).isFalse();
  }

  @Test
  void drain_tellsGoAwayAndAnswersWhatIsOnItsWay() throws Exception {
    ScriptedBackend slow =
        rig.backend(
            c -> {
              c.readRequest();
              c.think(2500); // longer than a drain waits for connections without a request
              c.write(ScriptedBackend.ok("late"));
            });
    rig.balance(Map.of(), slow);
    RawHttp2Client client =
        client().request(1, ":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a");
    slow.nextRequest();

    CompletableFuture<Boolean> drained = CompletableFuture.supplyAsync(rig::drain);

    client.next(RawHttp2Client.GOAWAY);
    assertThat(client.status()).isEqualTo(200);
    assertThat(drained.get()).isTrue();
  }

  /** Without one they are closed, soon and without an answer. */
  @Test
  void drain_closesConnectionsWithoutARequest() throws Exception {
    RawHttp2Client multiplexed = client();
    multiplexed.next(RawHttp2Client.SETTINGS);
    RawClient kept = rig.client().get("/");
    assertThat(kept.answer().status()).isEqualTo(200);
    RawClient silent = rig.client();

    assertThat(rig.drain()).isTrue();

    multiplexed.next(RawHttp2Client.GOAWAY);
    assertThat(kept.isClosed()).isTrue();
    assertThat(silent.isClosed()).isTrue();
  }

  /** A client that was quick enough is served, and told to go. */
  @Test
  void drain_answersARequestOnAConnectionThatWasIdle() throws Exception {
    ScriptedBackend slow =
        rig.backend(
            c -> {
              c.readRequest();
              c.awaitClose();
            });
    RawClient kept = rig.client().get("/");
    assertThat(kept.answer().status()).isEqualTo(200);
    rig.balance(Map.of("on-client-abort", "close"), slow);
    RawClient holder = rig.client().get("/held");
    slow.nextRequest();
    rig.balance(Map.of(), backend);
    CompletableFuture<Boolean> drained = CompletableFuture.supplyAsync(rig::drain);
    ProxyRig.await(rig::isDraining);

    RawClient.Answer answer = kept.get("/").answer();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Connection")).isEqualTo("close");
    holder.close();
    assertThat(drained.get()).isTrue();
  }

  /** A client that was told of no end in its last answer asks again, and is told then. */
  @Test
  void drain_ofAnAnswerThatHasBegun_waitsForTheNextRequestOnItsConnection() throws Exception {
    CompletableFuture<Void> rest = new CompletableFuture<>();
    ScriptedBackend slow =
        rig.backend(
            c -> {
              c.readRequest();
              c.write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc");
              rest.join();
              c.write("def");
            });
    rig.balance(Map.of(), slow);
    RawClient client = rig.client().get("/slow");
    slow.nextRequest();
    ProxyRig.await(client::hasCome);
    rig.balance(Map.of(), backend);
    CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(rig::drainAndStop);
    ProxyRig.await(rig::isDraining);
    rest.complete(null);

    RawClient.Answer begun = client.answer();
    assertThat(begun.body()).isEqualTo("abcdef");
    assertThat(begun.header("Connection")).isEmpty();
    LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
    RawClient.Answer next = client.get("/next").answer();

    assertThat(next.status()).isEqualTo(200);
    assertThat(next.header("Connection")).isEqualTo("close");
    assertThat(client.isClosed()).isTrue();
    assertThat(stopped.get()).isTrue();
  }
}
