package io.x0.proxy;

import static io.x0.proxy.ScriptedBackend.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.x0.director.Director;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.eclipse.jetty.http.MetaData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What comes before and behind a message: interim answers, expectations, trailers. */
@Timeout(60)
class InterimIT {
  private static final String HINT =
      "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\nConnection: X-Hop\r\n"
          + "X-Hop: 1\r\n\r\n";
  private static final String PROCESSING = "HTTP/1.1 102 Processing\r\n\r\n";
  private static final String[] GET = {
    ":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a"
  };
  private static final String[] POST = {
    ":method", "POST", ":scheme", "http", ":path", "/", ":authority", "a"
  };

  private ProxyRig rig;

  @BeforeEach
  void start() throws Exception {
    rig = new ProxyRig();
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  private Director answering(String answer) throws Exception {
    return rig.balance(
        Map.of("max-retry-count", "0"), rig.opened(ScriptedBackend.answering(answer)));
  }

  @Test
  void interimAnswers_reachAClientOfHttp11InOrder() throws Exception {
    answering(PROCESSING + HINT + HINT + ok("final"));
    RawClient client = rig.client();
    for (int i = 0; i < 2; i++) {
      client.get("/");
      assertThat(client.answer().status()).isEqualTo(102);
      RawClient.Answer hint = client.answer();
      assertThat(hint.status()).isEqualTo(103);
      assertThat(hint.header("Link")).isEqualTo("</a.css>; rel=preload");
      assertThat(hint.header("Via")).isEqualTo("1.1 x0d");
      assertThat(hint.head()).doesNotContain("X-Hop", "X-Director");
      assertThat(client.answer().status()).isEqualTo(103);
      assertThat(client.answer().body()).isEqualTo("final");
    }
  }

  /** It is worth something only if it comes before the answer is there. */
  @Test
  void earlyHints_comeBeforeTheAnswer() throws Exception {
    ScriptedBackend backend =
        rig.backend(
            c -> {
              c.readRequest();
              c.write(HINT);
              c.readRequest();
            });
    rig.balance(Map.of(), backend);

    assertThat(rig.client().get("/").answer().status()).isEqualTo(103);
  }

  @Test
  void interimAnswers_reachAClientOfHttp2() throws Exception {
    answering(HINT + ok("final"));
    RawHttp2Client client = rig.opened(new RawHttp2Client(rig.port())).request(1, GET);

    MetaData.Response hint = (MetaData.Response) client.fields();
    assertThat(hint.getStatus()).isEqualTo(103);
    assertThat(hint.getHttpFields().get("link")).isEqualTo("</a.css>; rel=preload");
    assertThat(hint.getHttpFields().contains("x-hop")).isFalse();
    assertThat(client.status()).isEqualTo(200);
  }

  @Test
  void clientOfHttp10_getsTheAnswerOnly() throws Exception {
    answering(PROCESSING + HINT + ok("final"));

    RawClient.Answer answer = rig.client().send("GET / HTTP/1.0\r\nHost: h\r\n\r\n").answer();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("final");
  }

  @Test
  void continueOfTheBackend_isNotForTheClient() throws Exception {
    answering("HTTP/1.1 100 Continue\r\n\r\n" + ok("final"));

    assertThat(rig.client().get("/").answer().body()).isEqualTo("final");
  }

  @Test
  void interimAnswersWithoutEnd_are502() throws Exception {
    Director shop = answering(PROCESSING.repeat(30) + ok("never"));
    RawClient client = rig.client().get("/");

    int seen = 0;
    RawClient.Answer answer = client.answer();
    while (answer.status() == 102) {
      seen++;
      answer = client.answer();
    }

    assertThat(seen).isEqualTo(20);
    assertThat(answer.status()).isEqualTo(502);
    assertThat(ProxyRig.idle(shop).counts().failed()).isEqualTo(1);
  }

  /** A client that waits for 100 and gets an answer must not send its body as a request. */
  @Test
  void finalAnswerWithoutTheBody_endsTheConnection() throws Exception {
    ScriptedBackend backend =
        rig.backend(
            c -> {
              c.readRequest();
              c.write("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
              c.awaitClose();
            });
    rig.balance(Map.of(), backend);
    RawClient client =
        rig.client()
            .send(
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n"
                    + "Expect: 100-continue\r\n\r\n");

    RawClient.Answer answer = client.answer();
    if (answer.status() == 100) {
      // x0 was ready to read before the backend had refused.
      answer = client.answer();
    }

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.body()).isEqualTo("no");
  }

  @Test
  void refusalByTheProxyItself_comesWithoutContinue() throws Exception {
    rig.balanceTo(Map.of("max-retry-count", "0"), 8, ProxyRig.closedPort());
    RawClient client =
        rig.client()
            .send(
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n"
                    + "Expect: 100-continue\r\n\r\n");

    RawClient.Answer answer = client.answer();

    assertThat(answer.status()).isEqualTo(502);
    assertThat(client.isClosed()).as("the body may still come, or not").isTrue();
  }

  @Test
  void otherExpectation_is417() throws Exception {
    answering(ok("never"));

    assertThat(
            rig.client()
                .send("GET / HTTP/1.1\r\nHost: h\r\nExpect: 200-ok\r\n\r\n")
                .answer()
                .status())
        .isEqualTo(417);
  }

  private static final String CHUNKED_WITH_TRAILERS =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 7\r\n"
          + "Set-Cookie: a=b\r\nContent-Length: 99\r\nCache-Control: max-age=9\r\nX_Odd: 1\r\n\r\n";

  @Test
  void trailersOfAnAnswer_passWithoutThoseThatMayNot() throws Exception {
    answering(CHUNKED_WITH_TRAILERS);

    RawClient client = rig.client();
    RawClient.Answer answer = client.get("/").answer();

    assertThat(answer.body()).isEqualTo("abc");
    assertThat(answer.complete()).isTrue();
    assertThat(answer.header("X-Sum")).isEqualTo("7");
    assertThat(answer.head()).doesNotContain("Set-Cookie", "99", "Cache-Control", "X_Odd");
    assertThat(client.get("/").answer().complete()).as("the connection goes on").isTrue();
  }

  @Test
  void trailersOfAnAnswer_reachAClientOfHttp2() throws Exception {
    answering(CHUNKED_WITH_TRAILERS);
    RawHttp2Client client = rig.opened(new RawHttp2Client(rig.port())).request(1, GET);

    assertThat(client.status()).isEqualTo(200);
    MetaData trailers = client.fields();

    assertThat(trailers.getHttpFields().get("x-sum")).isEqualTo("7");
    assertThat(trailers.getHttpFields().size()).isEqualTo(1);
  }

  @Test
  void trailersOfARequest_passWithoutThoseThatMayNot() throws Exception {
    ScriptedBackend backend = rig.backend(InterimIT::readChunked);
    rig.balance(Map.of(), backend);

    RawClient client =
        rig.client()
            .send(
                "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "3\r\nabc\r\n0\r\nX-Sum: 7\r\nHost: evil\r\nContent-Length: 5\r\n"
                    + "Authorization: x\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n");

    assertThat(client.answer().body()).isEqualTo("done");
    assertThat(backend.nextEvent()).isEqualTo("3\r\nabc\r\n0\r\nX-Sum: 7");
  }

  @Test
  void trailersOfARequestOverHttp2_reachABackendOfHttp11() throws Exception {
    ScriptedBackend backend = rig.backend(InterimIT::readChunked);
    rig.balance(Map.of(), backend);
    RawHttp2Client client = rig.opened(new RawHttp2Client(rig.port())).head(1, POST);

    client
        .frame(RawHttp2Client.DATA, 0, 1, "abc".getBytes(StandardCharsets.US_ASCII))
        .trailers(1, "x-sum", "7", "cookie", "a=b");

    assertThat(client.status()).isEqualTo(200);
    assertThat(backend.nextEvent()).isEqualToIgnoringCase("3\r\nabc\r\n0\r\nX-Sum: 7");
  }

  /** Reads a request and its chunked body, trailers included, which it reports. */
  private static void readChunked(ScriptedBackend.Connection connection) throws Exception {
    connection.readRequest();
    connection.report(connection.readRequest());
    connection.write(ok("done"));
  }
}
