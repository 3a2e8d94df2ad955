package io.x0.proxy;

import static io.x0.proxy.ScriptedBackend.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.x0.director.Director;
import io.x0.director.DirectorSnapshot;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the backend notices when a client leaves. */
@Timeout(60)
class ClientAbortIT {
  private static final Map<String, String> IGNORE = Map.of("on-client-abort", "ignore");

  private ProxyRig rig;

  @BeforeEach
  void start() throws Exception {
    rig = new ProxyRig();
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  /** A backend that thinks for longer than the proxy takes to notice that a client has gone. */
  private ScriptedBackend thinking(int bodyBytes) throws Exception {
    return rig.backend(
        c -> {
          c.readRequest();
          c.read(bodyBytes);
          c.report("asked");
          c.think(1500);
          c.write(ok("done"));
          c.report(c.readRequest() == null ? "closed" : "next");
          c.write(ok("again"));
        });
  }

  @ParameterizedTest
  @CsvSource({"GET, ''", "POST, 0123456789"})
  void ignore_whileTheBackendWorks_itFinishesAndItsConnectionIsKept(String method, String body)
      throws Exception {
    ScriptedBackend backend = thinking(body.length());
    Director shop = rig.balance(IGNORE, backend);

    RawClient client =
        rig.client()
            .send(
                method
                    + " / HTTP/1.1\r\nHost: h\r\nContent-Length: "
                    + body.length()
                    + "\r\n\r\n"
                    + body);
    assertThat(backend.nextEvent()).isEqualTo("asked");
    client.close();
    DirectorSnapshot snapshot = ProxyRig.idle(shop);

    assertThat(snapshot.counts().aborted()).isZero();
    assertThat(snapshot.counts().failed()).isZero();
    assertThat(snapshot.traffic().snapshot().statuses()).containsExactly(0L, 1L, 0L, 0L, 0L);
    assertThat(snapshot.traffic().snapshot().bytesOut()).isEqualTo(4);
    assertThat(rig.clientBeside().get("/next").answer().body()).isEqualTo("again");
    assertThat(backend.nextEvent()).isEqualTo("next");
    assertThat(backend.connections()).isEqualTo(1);
  }

  @Test
  void ignore_clientOnlySendsNoMore_itGetsItsAnswer() throws Exception {
    ScriptedBackend backend = thinking(0);
    Director shop = rig.balance(IGNORE, backend);

    RawClient client = rig.client().get("/");
    client.halfClose();

    assertThat(client.answer().body()).isEqualTo("done");
    assertThat(ProxyRig.idle(shop).counts().aborted()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"close", "notify"})
  void others_whileTheBackendWorks_itsConnectionIsClosed(String setting) throws Exception {
    ScriptedBackend backend =
        rig.backend(
            c -> {
              c.readRequest();
              c.report("asked");
              c.awaitClose();
            });
    Director shop = rig.balance(Map.of("on-client-abort", setting), backend);

    RawClient client = rig.client().get("/");
    assertThat(backend.nextEvent()).isEqualTo("asked");
    client.close();

    assertThat(backend.nextEvent()).isEqualTo("closed");
    assertThat(ProxyRig.idle(shop).counts().aborted()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"ignore, sent it all", "close, broken", "notify, broken"})
  void withinTheAnswer_theBackendFinishesOnlyWhenIgnored(String setting, String event)
      throws Exception {
    int megabytes = 32; // more than any buffer on the way
    ScriptedBackend backend =
        rig.backend(
            c -> {
              c.readRequest();
              c.write("HTTP/1.1 200 OK\r\nContent-Length: " + megabytes * 1_000_000 + "\r\n\r\n");
              for (int i = 0; i < megabytes; i++) {
                c.write("x".repeat(1_000_000));
              }
              c.report("sent it all");
              c.readRequest();
            });
    Director shop = rig.balance(Map.of("on-client-abort", setting), backend);

    RawClient client = rig.client().get("/");
    client.read();
    client.close();

    assertThat(backend.nextEvent()).isEqualTo(event);
    DirectorSnapshot snapshot = ProxyRig.idle(shop);
    assertThat(snapshot.counts().aborted()).isEqualTo(setting.equals("ignore") ? 0 : 1);
    if (setting.equals("ignore")) {
      assertThat(snapshot.traffic().snapshot().bytesOut()).isEqualTo(megabytes * 1_000_000L);
    }
  }

  @Test
  void ignore_backendBreaksAfterwards_isItsFailure() throws Exception {
    ScriptedBackend backend =
        rig.backend(
            c -> {
              c.readRequest();
              c.report("asked");
              c.think(1500);
              c.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
            });
    Director shop = rig.balance(IGNORE, backend);

    RawClient client = rig.client().get("/");
    assertThat(backend.nextEvent()).isEqualTo("asked");
    client.close();

    assertThat(ProxyRig.idle(shop).counts().failed()).isEqualTo(1);
  }

  @Test
  void ignore_backendFailsBeforeItsAnswer_isNotRepeatedForNobody() throws Exception {
    ScriptedBackend backend =
        rig.backend(
            c -> {
              c.readRequest();
              c.report("asked");
              c.think(1500);
              c.reset();
            });
    Director shop = rig.balance(IGNORE, backend);

    RawClient client = rig.client().get("/");
    assertThat(backend.nextEvent()).isEqualTo("asked");
    client.close();

    assertThat(ProxyRig.idle(shop).counts().failed()).isEqualTo(1);
    assertThat(backend.requests).hasSize(1);
  }

  @Test
  void ignore_withinTheUpload_thereIsNothingToFinish() throws Exception {
    ScriptedBackend backend =
        rig.backend(
            c -> {
              c.readRequest();
              c.report(c.read(3));
              c.awaitClose();
            });
    Director shop = rig.balance(IGNORE, backend);

    RawClient client =
        rig.client().send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
    assertThat(backend.nextEvent()).isEqualTo("abc");
    client.close();

    assertThat(backend.nextEvent()).isEqualTo("closed");
    assertThat(ProxyRig.idle(shop).counts().aborted()).isEqualTo(1);
  }

  @Test
  void ignore_whileQueued_theBackendNeverSeesIt() throws Exception {
    ScriptedBackend backend = thinking(0);
    Director shop = rig.balance(IGNORE, 1, backend);
    rig.client().get("/first");
    assertThat(backend.nextEvent()).isEqualTo("asked");

    RawClient second = rig.client().get("/second");
    ProxyRig.await(() -> shop.snapshot().queued().current() == 1);
    second.close();
    ProxyRig.await(() -> shop.snapshot().queued().current() == 0);

    ProxyRig.idle(shop);
    assertThat(backend.requests).hasSize(1);
  }
}
