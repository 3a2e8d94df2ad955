package io.x0.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.director.Director;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is special about FastCGI: parameters, heads, endings, aborts, and bytes that are none. */
@Timeout(60)
class FastCgiIT {
  private ProxyRig rig;

  @BeforeEach
  void start() throws Exception {
    rig = new ProxyRig();
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  private FastCgiContractOrigin origin(boolean keep, FastCgiContractOrigin.Script script)
      throws Exception {
    return rig.opened(new FastCgiContractOrigin(keep, script));
  }

  private Director balance(FastCgiContractOrigin origin, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(Map.of("max-retry-count", "0"));
    all.putAll(settings);
    return rig.balanceTo(all, 8, List.of(origin.url()), origin.settings());
  }

  private static Map<String, String> next(FastCgiContractOrigin origin) throws Exception {
    Map<String, String> params = origin.requests.poll(20, TimeUnit.SECONDS);
    assertThat(params).isNotNull();
    return params;
  }

  @Test
  void params_areThoseOfCgi() throws Exception {
    FastCgiContractOrigin origin = origin(false, null);
    balance(origin, Map.of());

    rig.client()
        .send(
            "GET /app/index.php/some/info?q=1&r HTTP/1.1\r\nHost: shop.test:8080\r\n"
                + "Cookie: a=1\r\nCookie: b=2\r\nProxy: evil\r\nX-A: 1\r\nX-A: 2\r\n"
                + "Authorization: Basic eA==\r\nContent-Type: text/x\r\n\r\n")
        .answer();

    assertThat(next(origin))
        .containsEntry("GATEWAY_INTERFACE", "CGI/1.1")
        .containsEntry("REQUEST_METHOD", "GET")
        .containsEntry("REQUEST_URI", "/app/index.php/some/info?q=1&r")
        .containsEntry("QUERY_STRING", "q=1&r")
        .containsEntry("SCRIPT_NAME", "/app/index.php")
        .containsEntry("SCRIPT_FILENAME", "/srv/www/app/index.php")
        .containsEntry("PATH_INFO", "/some/info")
        .containsEntry("PATH_TRANSLATED", "/srv/www/some/info")
        .containsEntry("DOCUMENT_ROOT", "/srv/www")
        .containsEntry("SERVER_NAME", "shop.test")
        .containsEntry("SERVER_PROTOCOL", "HTTP/1.1")
        .containsEntry("REMOTE_ADDR", "127.0.0.1")
        .containsEntry("SERVER_PORT", "" + rig.port())
        .containsEntry("REDIRECT_STATUS", "200")
        .containsEntry("CONTENT_TYPE", "text/x")
        .containsEntry("CONTENT_LENGTH", "")
        .containsEntry("HTTP_HOST", "shop.test:8080")
        .containsEntry("HTTP_COOKIE", "a=1; b=2")
        .containsEntry("HTTP_X_A", "1, 2")
        .containsEntry("HTTP_AUTHORIZATION", "Basic eA==")
        .doesNotContainKeys("HTTP_PROXY", "HTTPS", "HTTP_CONTENT_TYPE");
  }

  @ParameterizedTest
  @CsvSource({
    "/, /index.php, /srv/www/index.php",
    "/sub/, /sub/index.php, /srv/www/sub/index.php",
    "/a.php, /a.php, /srv/www/a.php",
    "/a%20b.php, /a b.php, /srv/www/a b.php",
    "/plain, /plain, /srv/www/plain"
  })
  void script_isThatOfThePath(String target, String name, String file) throws Exception {
    FastCgiContractOrigin origin = origin(false, null);
    balance(origin, Map.of());

    rig.client().get(target).answer();

    Map<String, String> params = next(origin);
    assertThat(params).containsEntry("SCRIPT_NAME", name).containsEntry("SCRIPT_FILENAME", file);
    assertThat(params).doesNotContainKey("PATH_INFO");
  }

  @Test
  void oneScript_servesEverything() throws Exception {
    FastCgiContractOrigin origin = origin(false, null);
    Map<String, String> settings = new HashMap<>(origin.settings());
    settings.put("fcgi-script", "/srv/app/front.php");
    rig.balanceTo(Map.of(), 8, List.of(origin.url()), settings);

    rig.client().get("/any/thing").answer();

    assertThat(next(origin))
        .containsEntry("SCRIPT_FILENAME", "/srv/app/front.php")
        .containsEntry("SCRIPT_NAME", "")
        .containsEntry("PATH_INFO", "/any/thing");
  }

  @ParameterizedTest
  @CsvSource({
    "Status: 404 Not Found|Content-Type: a/b, 404",
    "Location: http://elsewhere.test/, 302",
    "Status: 301|Location: /x, 301",
    "Content-Type: a/b, 200"
  })
  void status_isWhatTheScriptSays(String head, int status) throws Exception {
    FastCgiContractOrigin origin =
        origin(
            false,
            (params, body, out) -> {
              out.answer(head.replace("|", "\n") + "\n\n");
              return true;
            });
    balance(origin, Map.of());

    RawClient.Answer answer = rig.client().get("/").answer();

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("Status")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n\n",
        "no colon\n\n",
        ": empty\n\n",
        "Bad Name: x\n\n",
        "A: b\u0000c\n\n",
        "A: b\rSet-Cookie: x\n\n",
        "Status: 99\n\n",
        "Status: 101\n\n",
        "Status: 200\nStatus: 404\n\n",
        "Content-Length: 1\nContent-Length: 2\n\nx",
        "Content-Length: -1\n\nx",
        "Content-Length: 0x1\n\nx",
        "Content-Type: text/html"
      })
  void badHead_is502(String text) throws Exception {
    FastCgiContractOrigin origin =
        origin(
            false,
            (params, body, out) -> {
              if (!text.isEmpty()) {
                out.answer(text);
              }
              return true;
            });
    Director shop = balance(origin, Map.of());

    assertThat(rig.client().get("/").answer().status()).isEqualTo(502);
    assertThat(ProxyRig.idle(shop).counts().failed()).isEqualTo(1);
  }

  @Test
  void hugeHead_is502() throws Exception {
    FastCgiContractOrigin origin =
        origin(
            false,
            (params, body, out) -> {
              for (int i = 0; i < 70; i++) {
                out.answer("X-" + i + ": " + "x".repeat(1000) + "\n");
              }
              out.answer("\n");
              return true;
            });
    balance(origin, Map.of());

    assertThat(rig.client().get("/").answer().status()).isEqualTo(502);
  }

  /** Overload means that it was not begun, so another backend may get even a POST. */
  @Test
  void overloaded_isRetriedElsewhere() throws Exception {
    FastCgiContractOrigin busy =
        origin(
            false,
            (params, body, out) -> {
              out.end(2);
              return false;
            });
    FastCgiContractOrigin free = origin(false, null);
    rig.balanceTo(
        Map.of("scheduler", "chance"), 8, List.of(busy.url(), free.url()), free.settings());

    RawClient.Answer answer =
        rig.client().send("POST /length HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n").answer();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("0");
    assertThat(busy.requests).hasSize(1);
  }

  @Test
  void keptConnection_isUsedAgain_otherOnesAreNot() throws Exception {
    for (boolean keep : new boolean[] {true, false}) {
      FastCgiContractOrigin origin = origin(keep, null);
      Director shop = balance(origin, Map.of());
      RawClient client = rig.client();
      for (int i = 0; i < 5; i++) {
        assertThat(client.get("/").answer().status()).isEqualTo(200);
        ProxyRig.idle(shop);
      }
      assertThat(origin.connections()).isEqualTo(keep ? 1 : 5);
    }
  }

  @Test
  void keptConnection_thatTheBackendClosed_isReplaced() throws Exception {
    FastCgiContractOrigin origin =
        origin(
            true,
            (params, body, out) -> {
              out.answer("Content-Length: 2\n\nok");
              out.record(6, new byte[0], 0);
              out.end(0);
              return false;
            });
    Director shop = balance(origin, Map.of("max-retry-count", "3"));
    RawClient client = rig.client();

    for (int i = 0; i < 50; i++) {
      assertThat(client.get("/").answer().body()).isEqualTo("ok");
    }

    assertThat(ProxyRig.idle(shop).counts().failed()).isZero();
  }

  @Test
  void notify_sendsAnAbortAndKeepsTheConnection() throws Exception {
    FastCgiContractOrigin origin = origin(true, null);
    Director shop = balance(origin, Map.of("on-client-abort", "notify"));
    RawClient leaving = rig.client().get("/hang");
    ProxyRig.await(() -> origin.strange() == 1);

    leaving.close();

    ProxyRig.await(() -> origin.aborts() == 1);
    assertThat(ProxyRig.idle(shop).counts().failed()).isZero();
    assertThat(rig.client().get("/next").answer().status()).isEqualTo(200);
    assertThat(origin.connections()).isEqualTo(1);
  }

  @Test
  void bodyWithoutLength_beyondTheLimit_is411() throws Exception {
    FastCgiContractOrigin origin = origin(false, null);
    balance(origin, Map.of());
    RawClient client = rig.client();
    client.send("POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
    String chunk = "10000\r\n" + "x".repeat(65536) + "\r\n";
    for (int i = 0; i < 17; i++) {
      client.send(chunk);
    }

    assertThat(client.answer().status()).isEqualTo(411);
    assertThat(origin.requests).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\n\r\n",
        "\u0002\u0006\u0000\u0001\u0000\u0001\u0000\u0000x",
        "\u0001\u0006\u0000\u0002\u0000\u0001\u0000\u0000x",
        "\u0001\u0009\u0000\u0001\u0000\u0001\u0000\u0000x",
        "\u0001\u0003\u0000\u0001\u0000\u0001\u0000\u0000x",
        "\u0001\u0003\u0000\u0001\u0000\u0008\u0000\u0000xxxx\u0009xxx"
      })
  void bytesThatAreNoFastCgi_are502(String bytes) throws Exception {
    FastCgiContractOrigin origin =
        origin(
            false,
            (params, body, out) -> {
              out.raw(bytes.getBytes(StandardCharsets.ISO_8859_1));
              return false;
            });
    balance(origin, Map.of());

    assertThat(rig.client().get("/").answer().status()).isEqualTo(502);
  }

  /** Whatever a backend sends, every client gets an answer or an end, and no slot is lost. */
  @Test
  void damagedAnswers_neverHangNorLeak() throws Exception {
    Random random = new Random(7);
    FastCgiContractOrigin origin =
        origin(
            true,
            (params, body, out) -> {
              byte[] answer =
                  ("\u0001\u0006\u0000\u0001\u0000\u0017\u0001\u0000Content-Length: 3\r\n\r\n"
                          + "abc.\u0001\u0006\u0000\u0001\u0000\u0000\u0000\u0000"
                          + "\u0001\u0003\u0000\u0001\u0000\u0008\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000")
                      .getBytes(StandardCharsets.ISO_8859_1);
              for (int i = random.nextInt(4); i > 0; i--) {
                answer[random.nextInt(answer.length)] = (byte) random.nextInt(256);
              }
              out.raw(
                  random.nextBoolean()
                      ? answer
                      : java.util.Arrays.copyOf(answer, random.nextInt(answer.length)));
              return false;
            });
    Director shop = balance(origin, Map.of("read-timeout", "2s"));

    for (int i = 0; i < 300; i++) {
      try (RawClient client = new RawClient(rig.port())) {
        assertThat(client.get("/" + i).answer().status()).isIn(200, 302, 502, 504, 404);
      }
    }

    assertThat(ProxyRig.idle(shop).load().current()).isZero();
  }
}
