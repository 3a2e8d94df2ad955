package io.x0.proxy;

import static io.x0.proxy.ScriptedBackend.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.x0.director.Director;
import io.x0.director.DirectorSnapshot;
import io.x0.proxy.RawClient.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is tried again after a backend failed, what is not, and what the next backend gets. */
@Timeout(60)
class RetryIT {
  private ProxyRig rig;

  @BeforeEach
  void start() throws Exception {
    rig = new ProxyRig();
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  /** A backend that takes a request with a body of that length, and breaks off. */
  private ScriptedBackend breaking(int bodyBytes) throws Exception {
    return rig.backend(
        c -> {
          c.readRequest();
          c.report("got " + c.read(bodyBytes));
          c.reset();
        });
  }

  /** A backend that takes a request with a body of that length, and answers. */
  private ScriptedBackend taking(int bodyBytes) throws Exception {
    return rig.backend(
        c -> {
          c.readRequest();
          c.report("got " + c.read(bodyBytes));
          c.write(ok("done"));
          c.awaitClose();
        });
  }

  private static String request(String method, String body) {
    return method
        + " / HTTP/1.1\r\nHost: h\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  @ParameterizedTest
  @CsvSource({
    "GET, false, 200", // a body, though nobody sends one
    "PUT, false, 200",
    "DELETE, false, 200",
    "POST, false, 502",
    "PATCH, false, 502",
    "POST, true, 200",
    "BREW, false, 502", // what is not known is not known to be idempotent
  })
  void brokeAfterTheBodyWasSent_isRepeatedWhenTheMethodAllowsIt(
      String method, boolean nonIdempotent, int status) throws Exception {
    ScriptedBackend bad = breaking(10);
    ScriptedBackend good = taking(10);
    Director shop =
        rig.balance(Map.of("retry-non-idempotent", String.valueOf(nonIdempotent)), bad, good);

    Answer answer = rig.client().send(request(method, "0123456789")).answer();

    assertThat(answer.status()).isEqualTo(status);
    assertThat(bad.nextEvent()).isEqualTo("got 0123456789");
    if (status == 200) {
      assertThat(good.nextEvent()).isEqualTo("got 0123456789");
      assertThat(good.nextRequest()).startsWith(method + " / ").contains("Content-Length: 10");
    } else {
      assertThat(answer.header("Retry-After")).isEqualTo("30");
    }
    DirectorSnapshot snapshot = ProxyRig.idle(shop);
    assertThat(snapshot.counts().retried()).isEqualTo(status == 200 ? 1 : 0);
    assertThat(snapshot.counts().failed()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"16, 16, 200", "17, 16, 502", "1, 0, 502", "65536, 64k, 200", "65537, 64k, 502"})
  void brokeAfterTheBodyWasSent_isRepeatedWhenItFitsTheBuffer(
      int bodyBytes, String buffer, int status) throws Exception {
    ScriptedBackend bad = breaking(bodyBytes);
    ScriptedBackend good = taking(bodyBytes);
    rig.balance(Map.of("retry-buffer", buffer), bad, good);
    String body = "abcdefgh".repeat(bodyBytes / 8 + 1).substring(0, bodyBytes);

    Answer answer = rig.client().send(request("PUT", body)).answer();

    assertThat(answer.status()).isEqualTo(status);
    if (status == 200) {
      assertThat(good.nextEvent()).isEqualTo("got " + body);
    } else {
      assertThat(good.requests).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"6, 200", "5, 502"})
  void brokeAfterAChunkedBodyWasSent_isRepeatedWhenItFitsTheBuffer(int buffer, int status)
      throws Exception {
    String wire = "3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n";
    ScriptedBackend bad =
        rig.backend(
            c -> {
              c.readRequest();
              c.readChunks();
              c.reset();
            });
    // All of it is known now: it goes with its length, or in one chunk if trailers could follow.
    ScriptedBackend good =
        rig.backend(
            c -> {
              boolean hasLength = c.readRequest().contains("Content-Length: 6");
              c.report("got " + c.read(hasLength ? 6 : 16).replaceAll("(?s)^6\r\n|\r\n.*", ""));
              c.write(ok("done"));
            });
    rig.balance(Map.of("retry-buffer", String.valueOf(buffer)), bad, good);

    Answer answer =
        rig.client()
            .send("PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + wire)
            .answer();

    assertThat(answer.status()).isEqualTo(status);
    if (status == 200) {
      assertThat(good.nextEvent()).isEqualTo("got abcdef");
    }
  }

  @Test
  void brokeWhileTheClientSends_nextGetsTheBeginningAndTheRest() throws Exception {
    ScriptedBackend bad = breaking(5);
    ScriptedBackend good =
        rig.backend(
            c -> {
              c.readRequest();
              c.report("first " + c.read(5));
              c.report("then " + c.read(5));
              c.write(ok("done"));
            });
    Director shop = rig.balance(Map.of(), bad, good);

    RawClient client =
        rig.client().send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n01234");
    assertThat(bad.nextEvent()).as("before the client sent the rest").isEqualTo("got 01234");
    assertThat(good.nextEvent()).as("before the client sent the rest").isEqualTo("first 01234");
    client.send("56789");

    assertThat(good.nextEvent()).isEqualTo("then 56789");
    assertThat(client.answer().status()).isEqualTo(200);
    assertThat(ProxyRig.idle(shop).counts().redispatched()).isEqualTo(1);
  }

  @Test
  void brokeThreeTimesWhileTheClientSends_lastGetsAllOfIt() throws Exception {
    ScriptedBackend good =
        rig.backend(
            c -> {
              c.readRequest();
              c.report("got " + c.read(10));
              c.write(ok("done"));
            });
    ScriptedBackend[] all = {breaking(2), breaking(4), breaking(6), good};
    rig.balance(Map.of(), all);

    RawClient client =
        rig.client().send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n01");
    assertThat(all[0].nextEvent()).isEqualTo("got 01");
    client.send("23");
    assertThat(all[1].nextEvent()).isEqualTo("got 0123");
    client.send("45");
    assertThat(all[2].nextEvent()).isEqualTo("got 012345");
    client.send("6789");

    assertThat(good.nextEvent()).isEqualTo("got 0123456789");
    assertThat(client.answer().status()).isEqualTo(200);
  }

  @Test
  void brokeWhileTheClientSendsMoreThanFits_is502() throws Exception {
    ScriptedBackend bad = breaking(6);
    ScriptedBackend good =
        rig.backend(
            c -> {
              c.readRequest();
              c.report(c.read(16));
              c.reset();
            });
    ScriptedBackend last = taking(6);
    rig.balance(Map.of("retry-buffer", "7"), bad, good, last);

    RawClient client =
        rig.client()
            .send("PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");

    assertThat(bad.nextEvent()).isEqualTo("got 3\r\nabc");
    assertThat(good.nextRequest()).as("three bytes fit").startsWith("PUT ");
    client.send("5\r\ndefgh\r\n");
    assertThat(good.nextEvent()).isEqualTo("3\r\nabc\r\n5\r\ndefgh");

    assertThat(client.answer().status()).as("eight do not").isEqualTo(502);
    assertThat(last.requests).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET | HTTP/1.1 20",
        "GET | HTTP/1.1 200 OK~X-Half: ",
        "GET | HTTP/1.1 103 Early Hints~Link: x~~",
        "GET | SSH-2.0-OpenSSH_9.2~",
        "GET | HTTP/9.9 what~~",
        "POST | HTTP/1.1 20",
        "POST | SSH-2.0-OpenSSH_9.2~",
      })
  void brokeBeforeAWholeHeadCame_isRepeatedWhenTheMethodAllowsIt(String method, String bytes)
      throws Exception {
    ScriptedBackend bad =
        rig.backend(
            c -> {
              c.readRequest();
              c.write(bytes.replace("~", "\r\n"));
            });
    ScriptedBackend good = rig.answering("done");
    Director shop = rig.balance(Map.of(), bad, good);

    boolean isRepeated = method.equals("GET");
    RawClient client = rig.client().send(request(method, ""));
    Answer answer = client.answer();
    while (answer.status() < 200) {
      // Hints were passed on; they are no answer.
      answer = client.answer();
    }
    assertThat(answer.status()).isEqualTo(isRepeated ? 200 : 502);

    assertThat(good.requests).hasSize(isRepeated ? 1 : 0);
    assertThat(ProxyRig.idle(shop).counts().failed()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"GET, 200", "POST, 502"})
  void closedBeforeAnythingCame_isRepeatedElsewhereOnce(String method, int status)
      throws Exception {
    ScriptedBackend bad = rig.backend(c -> c.readRequest());
    ScriptedBackend good = rig.answering("done");
    Director shop = rig.balance(Map.of(), bad, good);

    assertThat(rig.client().send(request(method, "")).answer().status()).isEqualTo(status);

    assertThat(bad.requests).hasSize(1);
    assertThat(good.requests).hasSize(status == 200 ? 1 : 0);
    assertThat(ProxyRig.idle(shop).counts().failed()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"GET, 200", "POST, 504"})
  void silentBackend_isLeftForAnotherWhenTheMethodAllowsIt(String method, int status)
      throws Exception {
    ScriptedBackend bad =
        rig.backend(
            c -> {
              c.readRequest();
              c.awaitClose();
            });
    ScriptedBackend good = rig.answering("done");
    rig.balance(Map.of("read-timeout", "200ms"), bad, good);

    assertThat(rig.client().send(request(method, "")).answer().status()).isEqualTo(status);

    assertThat(good.requests).hasSize(status == 200 ? 1 : 0);
  }

  @Test
  void silentBackend_aloneOrOfSeveral_isAskedOnce() throws Exception {
    List<ScriptedBackend> silent = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      silent.add(
          rig.backend(
              c -> {
                c.readRequest();
                c.awaitClose();
              }));
    }
    rig.balance(Map.of("read-timeout", "200ms"), silent.get(0), silent.get(1));

    Answer answer = rig.client().get("/").answer();

    assertThat(answer.status()).isEqualTo(504);
    assertThat(answer.header("Retry-After")).isEqualTo("30");
    assertThat(silent).allSatisfy(backend -> assertThat(backend.requests).hasSize(1));
  }

  @Test
  void maxRetryCount_zero_triesOnce() throws Exception {
    ScriptedBackend good = rig.answering("done");
    Director shop =
        rig.balanceTo(Map.of("max-retry-count", "0"), 8, ProxyRig.closedPort(), good.port());

    assertThat(rig.client().get("/").answer().status()).isEqualTo(502);

    assertThat(good.requests).isEmpty();
    assertThat(ProxyRig.idle(shop).counts().unreachable()).isEqualTo(1);
  }

  @Test
  void clientLeavesWhileItsBodyIsRepeated_cancelsTheSecondAttempt() throws Exception {
    ScriptedBackend bad = breaking(5);
    ScriptedBackend good =
        rig.backend(
            c -> {
              c.readRequest();
              c.report("first " + c.read(5));
              c.awaitClose();
            });
    Director shop = rig.balance(Map.of(), bad, good);

    RawClient client =
        rig.client().send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n01234");
    assertThat(good.nextEvent()).isEqualTo("first 01234");
    client.close();

    assertThat(good.nextEvent()).isEqualTo("closed");
    assertThat(ProxyRig.idle(shop).counts().aborted()).isEqualTo(1);
  }
}
