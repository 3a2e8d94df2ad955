package io.x0.proxy;

import static io.x0.proxy.ScriptedBackend.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.x0.director.Director;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What whoever speaks HTTP/1.1 to backends makes of their answers, good and bad ones. */
@Timeout(60)
abstract class Http1AnswersContract {
  private static final String NEXT = "GET /next HTTP/1.1\r\nHost: h\r\n\r\n";

  private ProxyRig rig;
  private Director director;

  abstract Transport transport();

  /** Returns how many connections two requests need, where stray bytes follow the first answer. */
  abstract int connectionsAfterStrayBytes();

  @BeforeEach
  void start() throws Exception {
    rig = new ProxyRig(transport());
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  /** A backend that answers the first request of a connection so, and others with {@code next}. */
  private ScriptedBackend backend(String answer) throws Exception {
    ScriptedBackend backend =
        rig.backend(
            c -> {
              String head = c.readRequest();
              boolean isNext = head != null && head.contains(" /next ");
              c.write(isNext ? ok("next") : unescaped(answer));
              while (c.readRequest() != null) {
                c.write(ok("next"));
              }
            });
    director = rig.balance(Map.of("max-retry-count", "0"), backend);
    return backend;
  }

  /** A bar ends a line. */
  private static String unescaped(String text) {
    return text.replace("|", "\r\n");
  }

  /** The connection is free a moment after its answer has gone on to the client. */
  private void settle() {
    ProxyRig.idle(director);
    LockSupport.parkNanos(50_000_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "garbage||",
        "HTTP/1.1 2x0 OK|Content-Length: 0||",
        "HTTP/1.1 2000 OK|Content-Length: 0||",
        "HTTP/1.1 20 OK|Content-Length: 0||",
        "HTTP/1.1 -200 OK|Content-Length: 0||",
        "HTTP/1.1 OK|Content-Length: 0||",
        "HTTP/0.9 200 OK|Content-Length: 0||",
        "ICY 200 OK|Content-Length: 0||",
        "HTTP/3.7 200 OK|Content-Length: 0||",
        "HTTP/1.1 200 OK|Content-Length: 3|Content-Length: 4||abcd",
        "HTTP/1.1 200 OK|Content-Length: 3, 4||abcd",
        "HTTP/1.1 200 OK|Content-Length: -3||abc",
        "HTTP/1.1 200 OK|Content-Length: +3||abc",
        "HTTP/1.1 200 OK|Content-Length: 0x3||abc",
        "HTTP/1.1 200 OK|Content-Length: 3 3||abc",
        "HTTP/1.1 200 OK|Content-Length: 3;x||abc",
        "HTTP/1.1 200 OK|Content-Length:||abc",
        "HTTP/1.1 200 OK|Content-Length : 3||abc",
        "HTTP/1.1 200 OK|Content-Length: 9223372036854775808||abc",
        "HTTP/1.1 200 OK|Content-Length: 3|content-length: 4||abcd",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked|Content-Length: 3||3|abc|0||",
        "HTTP/1.1 200 OK|Content-Length: 99999999999999999999||abc",
        "HTTP/1.1 200 OK|Content-Length: 3|Transfer-Encoding: chunked||" + "3|abc|0||",
        "HTTP/1.1 200 OK|Transfer-Encoding: gzip||abc",
        "HTTP/1.1 200 OK|Transfer-Encoding: xchunked||3|abc|0||",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked, gzip||3|abc|0||",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked, chunked||3|abc|0||",
        "HTTP/1.1 200 OK|Transfer-Encoding: identity, chunked||3|abc|0||",
        "HTTP/1.1 200 OK|Transfer-Encoding: \u000bchunked||3|abc|0||",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked;q=1||3|abc|0||",
        "HTTP/1.1 200 OK|Transfer-Encoding : chunked||3|abc|0||",
        "HTTP/1.1 200 OK|Transfer-Encoding:| chunked||3|abc|0||",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked|Transfer-Encoding: identity||3|abc|0||",
        "HTTP/1.1 200 OK|Transfer-Encoding: gzip, chunked||3|abc|0||",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked|Transfer-Encoding: chunked||3|abc|0||",
        "HTTP/1.0 200 OK|Transfer-Encoding: chunked||3|abc|0||",
        "HTTP/1.1 200 OK|X-Folded: a| b|Content-Length: 0||",
        "HTTP/1.1 200 OK|X-Space : a|Content-Length: 0||",
        "HTTP/1.1 200 OK| X-Before: a|Content-Length: 0||",
        "HTTP/1.1 200 OK|X Y: a|Content-Length: 0||",
        "HTTP/1.1 200 OK|: a|Content-Length: 0||",
        "HTTP/1.1 200 OK|X-Nul: a\u0000b|Content-Length: 0||",
        "HTTP/1.1 200 OK|X\u0000: a|Content-Length: 0||",
        "HTTP/1.1 200 OK|X-Return: a\rSet-Cookie: b=c|Content-Length: 0||",
        "HTTP/1.1 200 OK|no colon|Content-Length: 0||",
        "HTTP/1.1 101 Switching Protocols|Upgrade: x|Connection: Upgrade||",
      })
  void invalidHead_is502(String answer) throws Exception {
    backend(answer);

    RawClient.Answer got = rig.client().get("/").answer();

    assertThat(got.status()).isEqualTo(502);
    assertThat(got.body()).startsWith("502 Bad Gateway: the backend");
    assertThat(ProxyRig.idle(director).counts().failed()).isEqualTo(1);
  }

  @Test
  void tooLargeHead_is502() throws Exception {
    backend("HTTP/1.1 200 OK\r\nX-Large: " + "x".repeat(80_000) + "\r\n\r\n");

    assertThat(rig.client().get("/").answer().status()).isEqualTo(502);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200",
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n"
      })
  void headThatBreaksOff_is502(String part) throws Exception {
    ScriptedBackend backend =
        rig.backend(
            c -> {
              c.readRequest();
              c.write(part);
            });
    director = rig.balance(Map.of("max-retry-count", "0"), backend);

    assertThat(rig.client().get("/").answer().status()).isEqualTo(502);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zz|abc|0||",
        "-3|abc|0||",
        "3|abcd|0||",
        "fffffffffffffffff|abc|0||",
        "8000000000000003|abc|0||",
        "+3|abc|0||",
        "0x3|abc|0||",
        "3 3|abc|0||",
        "|abc|0||",
        "3|abc0||",
        "3|abc|x||",
        "3|abc|0|no colon||",
        "3|abc|0|X : y||",
        "3|abc|0|X: y\u0000||",
        "3;a=\"b|c\"|abc|0||",
      })
  void invalidChunks_areNoCompleteAnswer(String body) throws Exception {
    backend("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body);

    RawClient.Answer got = rig.client().get("/").answer();

    assertThat(got.status() == 502 || !got.complete()).as(got.toString()).isTrue();
    assertThat(ProxyRig.idle(director).counts().failed()).isEqualTo(1);
  }

  @Test
  void chunksWithoutTheirEnd_areNoCompleteAnswer() throws Exception {
    ScriptedBackend backend =
        rig.backend(
            c -> {
              c.readRequest();
              c.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
            });
    director = rig.balance(Map.of("max-retry-count", "0"), backend);

    RawClient.Answer got = rig.client().get("/").answer();

    assertThat(got.status() == 502 || !got.complete()).as(got.toString()).isTrue();
    assertThat(ProxyRig.idle(director).counts().failed()).isEqualTo(1);
  }

  /** What is answered, what the client gets, and how many connections two requests need. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      value = {
        "HTTP/1.1 200 OK|Content-Length: 3||abc @ abc @ 1",
        "HTTP/1.1 200 OK|Content-Length: 0|| @ '' @ 1",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked||3|abc|0|| @ abc @ 1",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked||1;x=y|a|2|bc|0|X-T: t|| @ abc @ 1",
        "HTTP/1.1 200 OK|Transfer-Encoding: Chunked||0|| @ '' @ 1",
        "HTTP/1.1 200 OK|Connection: close|Content-Length: 3||abc @ abc @ 2",
        "HTTP/1.1 200 OK|Connection: x, close|Content-Length: 3||abc @ abc @ 2",
        "HTTP/1.0 200 OK|Content-Length: 3||abc @ abc @ 2",
        "HTTP/1.0 200 OK|Connection: Keep-Alive|Content-Length: 3||abc @ abc @ 1",
        "HTTP/1.1 200 OK|Keep-Alive: timeout=1|Content-Length: 3||abc @ abc @ 2",
        "HTTP/1.1 200 OK|Keep-Alive: timeout=60|Content-Length: 3||abc @ abc @ 1",
        "HTTP/1.1 204 No Content|| @ '' @ 1",
        "HTTP/1.1 304 Not Modified|Content-Length: 3|| @ '' @ 1",
        "HTTP/1.1 100 Continue||HTTP/1.1 200 OK|Content-Length: 3||abc @ abc @ 1",
        "HTTP/1.1 103 Early Hints|Link: x||HTTP/1.1 102 Processing||HTTP/1.1 200 OK|Content-Length:"
            + " 3||abc @ abc @ 1",
      })
  void answer_isRelayed_andItsConnectionUsedAgainIfThatIsSafe(
      String answer, String body, int connections) throws Exception {
    ScriptedBackend backend = backend(answer);
    RawClient client = rig.client();

    RawClient.Answer got = client.get("/").answer();
    while (got.status() < 200) {
      got = client.answer();
    }
    settle();
    RawClient.Answer next = client.send(NEXT).answer();

    assertThat(got.status()).isLessThan(400);
    assertThat(got.body()).isEqualTo(body);
    assertThat(got.complete()).isTrue();
    assertThat(next.body()).isEqualTo("next");
    assertThat(Math.min(2, backend.connections())).isEqualTo(connections);
    assertThat(ProxyRig.idle(director).counts().failed()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK|Content-Length: 3||abcHTTP/1.1 200 OK||poison",
        "HTTP/1.1 204 No Content||HTTP/1.1 200 OK|Content-Length: 6||poison",
        "HTTP/1.1 200 OK|Content-Length: 0||HTTP/1.1 200 OK|Content-Length: 6||poison",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked||0||HTTP/1.1 200 OK||poison",
        "HTTP/1.1 204 No Content|Content-Length: 6||poison",
        "HTTP/1.1 204 No Content|Transfer-Encoding: chunked||6|poison|0||",
      })
  void bytesBehindAnAnswer_poisonNobody(String answer) throws Exception {
    ScriptedBackend backend = backend(answer);
    RawClient client = rig.client();

    assertThat(client.get("/").answer().status()).isLessThan(300);
    settle();

    assertThat(client.send(NEXT).answer().body()).isEqualTo("next");
    assertThat(backend.connections()).isEqualTo(connectionsAfterStrayBytes());
  }

  @Test
  void answerUntilTheConnectionEnds_isRelayed() throws Exception {
    ScriptedBackend backend =
        rig.backend(
            c -> {
              c.readRequest();
              c.write("HTTP/1.1 200 OK\r\n\r\nall ");
              c.think(20);
              c.write("of it");
            });
    director = rig.balance(Map.of("max-retry-count", "0"), backend);

    RawClient.Answer got = rig.client().get("/").answer();

    assertThat(got.body()).isEqualTo("all of it");
    assertThat(got.complete()).isTrue();
  }

  @Test
  void head_withALength_leavesTheConnectionUsable() throws Exception {
    ScriptedBackend backend = backend("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n");
    RawClient client = rig.client();

    RawClient.Answer got = client.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n").answer(true);
    settle();

    assertThat(got.header("Content-Length")).isEqualTo("3");
    assertThat(client.send(NEXT).answer().body()).isEqualTo("next");
    assertThat(backend.connections()).isEqualTo(1);
  }

  @Test
  void head_answeredWithABody_poisonsNobody() throws Exception {
    ScriptedBackend backend =
        backend("HTTP/1.1 200 OK\r\nContent-Length: 45\r\n\r\nHTTP/1.1 200 OK\r\n\r\npoison");
    RawClient client = rig.client();

    RawClient.Answer got = client.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n").answer(true);
    settle();

    assertThat(got.status()).isEqualTo(200);
    assertThat(client.send(NEXT).answer().body()).isEqualTo("next");
    assertThat(backend.connections()).isEqualTo(connectionsAfterStrayBytes());
  }

  @Test
  void answerInSinglePieces_isRelayed() throws Exception {
    String answer =
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nX-A: b\r\nTransfer-Encoding: chunked\r\n"
            + "\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
    ScriptedBackend backend =
        rig.backend(
            c -> {
              c.readRequest();
              for (int i = 0; i < answer.length(); i++) {
                c.write(answer.substring(i, i + 1));
                c.think(1);
              }
            });
    director = rig.balance(Map.of("max-retry-count", "0"), backend);

    RawClient.Answer got = rig.client().get("/").answer();

    assertThat(got.header("X-A")).isEqualTo("b");
    assertThat(got.body()).isEqualTo("abcde");
    assertThat(got.complete()).isTrue();
  }

  @Test
  void bytesNobodyAskedFor_endAnIdleConnection() throws Exception {
    ScriptedBackend backend =
        rig.backend(
            c -> {
              if (c.readRequest() != null) {
                c.write(ok("first"));
                c.think(20);
                c.write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison");
                c.awaitClose();
              }
            });
    director = rig.balance(Map.of("max-retry-count", "0"), backend);

    assertThat(rig.client().get("/").answer().body()).isEqualTo("first");

    assertThat(backend.nextEvent()).isEqualTo("closed");
    assertThat(rig.client().get("/").answer().body()).isEqualTo("first");
  }
}
