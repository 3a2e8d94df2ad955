package io.x0.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.director.Director;
import io.x0.director.DirectorSnapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every upstream does, whatever it speaks: tests extend this once for each. */
@Timeout(60)
abstract class UpstreamContract {
  private ProxyRig rig;
  private ContractOrigin origin;
  private Director director;

  /** Starts a backend. */
  abstract ContractOrigin origin() throws Exception;

  /** Returns what speaks HTTP/1.1 in the clear. */
  Transport transport() {
    return Transport.DEFAULT;
  }

  @BeforeEach
  void start() throws Exception {
    rig = new ProxyRig(transport());
    origin = rig.opened(origin());
    director = balance(Map.of());
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  private Director balance(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.putIfAbsent("max-retry-count", "0");
    return rig.balanceTo(all, 8, List.of(origin.url()), origin.settings());
  }

  private DirectorSnapshot idle() {
    return ProxyRig.idle(director);
  }

  @Test
  void get_isAnswered() throws Exception {
    RawClient client = rig.client();

    RawClient.Answer answer =
        client.send("GET /a/b?c=d&e HTTP/1.1\r\nHost: shop.test\r\nX-Probe: p1\r\n\r\n").answer();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("GET /a/b?c=d&e p1");
    assertThat(answer.header("X-Director-Backend")).isEqualTo("b1");
    assertThat(client.get("/again").answer().body()).isEqualTo("GET /again ");
    assertThat(idle().counts().failed()).isZero();
  }

  @Test
  void head_hasNoBody() throws Exception {
    RawClient client = rig.client();

    RawClient.Answer answer =
        client.send("HEAD /x HTTP/1.1\r\nHost: shop.test\r\n\r\n").answer(true);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(client.get("/next").answer().body()).isEqualTo("GET /next ");
  }

  @Test
  void noContent_hasNoBody() throws Exception {
    RawClient client = rig.client();

    assertThat(client.get("/empty").answer().status()).isEqualTo(204);
    assertThat(client.get("/next").answer().body()).isEqualTo("GET /next ");
  }

  @Test
  void body_withLength_arrivesWhole() throws Exception {
    String body = "0123456789".repeat(20_000);

    RawClient.Answer answer =
        rig.client()
            .send(
                "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: "
                    + body.length()
                    + "\r\n\r\n"
                    + body)
            .answer();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(body);
  }

  @Test
  void body_inChunks_arrivesWhole() throws Exception {
    RawClient.Answer answer =
        rig.client()
            .send("POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n")
            .send("3\r\nabc\r\n")
            .send("4\r\ndefg\r\n0\r\n\r\n")
            .answer();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("abcdefg");
  }

  @Test
  void emptyBody_isNone() throws Exception {
    RawClient.Answer answer =
        rig.client().send("POST /length HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n").answer();

    assertThat(answer.body()).isEqualTo("0");
  }

  @Test
  void bigUpload_isStreamed() throws Exception {
    RawClient client = rig.client();
    client.send("POST /length HTTP/1.1\r\nHost: h\r\nContent-Length: 5000000\r\n\r\n");
    for (int i = 0; i < 50; i++) {
      client.send("x".repeat(100_000));
    }

    assertThat(client.answer().body()).isEqualTo("5000000");
  }

  @Test
  void bigAnswer_toASlowClient_isComplete() throws Exception {
    RawClient client = rig.client().get("/big");
    // Meanwhile everything between fills up.
    LockSupport.parkNanos(300_000_000);

    String body = client.answer().body();

    assertThat(body).hasSize(ContractOrigin.BIG);
    for (int i = 0; i < body.length(); i += 997) {
      assertThat(body.charAt(i)).isEqualTo((char) ContractOrigin.big(i));
    }
    assertThat(idle().counts().failed()).isZero();
  }

  @Test
  void clientThatLeaves_endsTheRequestAtTheBackend() throws Exception {
    RawClient client = rig.client().get("/hang");
    ProxyRig.await(() -> origin.strange() == 1);

    client.close();

    ProxyRig.await(() -> origin.abandoned() == 1);
    assertThat(idle().counts().failed()).as("not the backend's fault").isZero();
  }

  @Test
  void silence_is504() throws Exception {
    director = balance(Map.of("read-timeout", "300ms"));

    assertThat(rig.client().get("/hang").answer().status()).isEqualTo(504);
    ProxyRig.await(() -> origin.abandoned() == 1);
    assertThat(idle().counts().failed()).isEqualTo(1);
  }

  @Test
  void break_withoutAnAnswer_is502() throws Exception {
    assertThat(rig.client().get("/break").answer().status()).isEqualTo(502);
    assertThat(idle().counts().failed()).isEqualTo(1);
  }

  @Test
  void break_withoutAnAnswer_isRetriedForGetOnly() throws Exception {
    director = balance(Map.of("max-retry-count", "2"));

    assertThat(rig.client().get("/break").answer().status()).isEqualTo(502);
    assertThat(origin.strange()).isEqualTo(3);
    RawClient.Answer answer =
        rig.client().send("POST /break HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\na").answer();
    assertThat(answer.status()).isEqualTo(502);
    assertThat(origin.strange()).as("a POST is sent once").isEqualTo(4);
  }

  @Test
  void break_withinTheBody_isSeenByTheClient() throws Exception {
    RawClient client = rig.client().get("/half");

    RawClient.Answer answer = client.answer();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.complete()).isFalse();
    assertThat(idle().counts().failed()).isEqualTo(1);
  }

  @Test
  void earlyAnswer_isRelayed() throws Exception {
    RawClient client = rig.client();
    client.send("POST /early HTTP/1.1\r\nHost: h\r\nContent-Length: 100000000\r\n\r\n");
    client.send("x".repeat(1000));

    assertThat(client.answer().status()).isEqualTo(413);
  }

  @Test
  void manyAtOnce_getTheirOwnAnswers() throws Exception {
    RawClient[] clients = new RawClient[8];
    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < clients.length; i++) {
        if (clients[i] == null) {
          clients[i] = rig.client();
        }
        clients[i].get("/r" + round + "/c" + i);
      }
      for (int i = 0; i < clients.length; i++) {
        assertThat(clients[i].answer().body()).isEqualTo("GET /r" + round + "/c" + i + " ");
      }
    }
    assertThat(idle().counts().failed()).isZero();
  }
}
