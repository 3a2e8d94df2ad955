package io.x0.proxy;

import static io.x0.proxy.CacheRig.ON;
import static io.x0.proxy.CacheRig.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.x0.cache.CacheStats.Event;
import io.x0.proxy.RawClient.Answer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An attacker's request first, a victim's then: the victim gets what it would have got alone. */
@Timeout(60)
class CachePoisonIT {
  private CacheRig cache;

  @BeforeEach
  void start() throws Exception {
    cache = new CacheRig();
  }

  @AfterEach
  void stop() throws Exception {
    cache.close();
  }

  private void origin(UnaryOperator<String> answers) throws Exception {
    cache.origin(ON, (head, connection) -> connection.write(answers.apply(head)));
  }

  private static String fresh(String body) {
    return answer("Cache-Control: max-age=600", body);
  }

  private Answer send(String text) throws Exception {
    return cache.rig.client().send(text).answer(text.startsWith("HEAD"));
  }

  private Answer get(String... fields) throws Exception {
    return send(CacheRig.request("/page", fields));
  }

  /** Answers with everything that it was told, as a careless origin does. */
  private static String reflecting(String head) {
    return fresh(head.contains("evil") ? "evil" : "clean");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-Host",
        "X-Forwarded-Scheme",
        "X-Forwarded-Proto",
        "X-Forwarded-Port",
        "X-Forwarded-Prefix",
        "X-Forwarded-Server",
        "X-Original-URL",
        "X-Rewrite-URL",
        "X-Host",
        "Forwarded",
        "X-HTTP-Method-Override",
        "X-Method-Override"
      })
  void unkeyedField_reachesNeitherTheOriginNorTheVictim(String name) throws Exception {
    origin(CachePoisonIT::reflecting);

    assertThat(get(name + ": evil").body()).isEqualTo("clean");

    assertThat(get().body()).isEqualTo("clean");
    assertThat(cache.asked).hasSize(1);
  }

  @Test
  void unkeyedField_withARange_isNotKeptEither() throws Exception {
    origin(
        head ->
            "HTTP/1.1 206 Part\r\nCache-Control: max-age=600\r\nContent-Range: bytes 0-4/9\r\n"
                + "Content-Length: 5\r\n\r\n"
                + (head.contains("evil") ? "evil!" : "clean"));

    get("Range: bytes=0-4", "X-Original-URL: /evil");

    assertThat(get("Range: bytes=0-4").body()).isEqualTo("clean");
  }

  @Test
  void getWithABody_isNotKept() throws Exception {
    origin(head -> fresh(head.contains("ontent-") ? "evil" : "clean"));

    send("GET /page HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 4\r\n\r\nevil");

    assertThat(get().body()).isEqualTo("clean");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/page?a=1;b=2|/page?a=1&b=2",
        "/page?a=1&a=2|/page?a=1",
        "/page?utm=x|/page",
        "/a/%2e%2e/page|/page",
        "/page%3Fa|/page?a",
        "/page/|/page",
        "/PAGE|/page",
        "/page%20|/page"
      })
  void otherBytes_areAnotherKey(String pair) throws Exception {
    origin(head -> fresh(head.substring(4, head.indexOf(" HTTP"))));
    String evil = pair.substring(0, pair.indexOf('|'));
    String meant = pair.substring(pair.indexOf('|') + 1);

    send("GET " + evil + " HTTP/1.1\r\nHost: shop.test\r\n\r\n");

    Answer victim = send("GET " + meant + " HTTP/1.1\r\nHost: shop.test\r\n\r\n");
    assertThat(victim.body()).isEqualTo(meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/account/x.css", "/account;x.css", "/account%2f..%2fx.css"})
  void privatePage_underANameOfAStaticFile_isNotKept(String path) throws Exception {
    origin(
        head ->
            head.contains("Cookie: victim")
                ? answer("Content-Type: text/html", "secret")
                : answer("Content-Type: text/html", "login"));
    send("GET " + path + " HTTP/1.1\r\nHost: shop.test\r\nCookie: victim\r\n\r\n");

    Answer attacker = send("GET " + path + " HTTP/1.1\r\nHost: shop.test\r\n\r\n");

    assertThat(attacker.body()).isNotEqualTo("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Set-Cookie: id=victim", "Cache-Control: private, max-age=600"})
  void collapsedRequests_doNotShareWhatIsForOne(String field) throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    origin(
        head -> {
          await(open);
          return answer(
              field.startsWith("Set") ? "Cache-Control: max-age=600\r\n" + field : field,
              head.contains("Cookie: a") ? "for a" : "for b");
        });
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      Future<Answer> a = pool.submit(() -> get("Cookie: a"));
      ProxyRig.await(() -> cache.asked.size() == 1);
      Future<Answer> b = pool.submit(() -> get("Cookie: b"));
      ProxyRig.await(
          () -> cache.rig.caches().find("shop").orElseThrow().stats().get(Event.MISS) == 2);
      open.countDown();

      assertThat(a.get(30, TimeUnit.SECONDS).body()).isEqualTo("for a");
      assertThat(b.get(30, TimeUnit.SECONDS).body()).isEqualTo("for b");
    } finally {
      pool.shutdownNow();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void splitAnswer_isRefusedOrOneField_andNothingOfItIsKept() throws Exception {
    origin(
        head ->
            head.contains("evil")
                ? "HTTP/1.1 200 OK\r\nCache-Control: max-age=600\r\nX-A: a\rX-B: evil\r\n"
                    + "Content-Length: 4\r\n\r\nevil"
                : fresh("clean"));

    assertThat(get("User-Agent: evil").status()).isEqualTo(502);

    assertThat(get().body()).isEqualTo("clean");
  }

  @Test
  void secondAnswerOnTheConnection_isNotThatOfTheNextRequest() throws Exception {
    origin(
        head ->
            head.contains("/first")
                ? fresh("first") + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"
                : fresh("clean"));

    send("GET /first HTTP/1.1\r\nHost: shop.test\r\n\r\n");

    assertThat(get().body()).isEqualTo("clean");
  }

  @ParameterizedTest
  @ValueSource(strings = {"shop.test:8080", "evil.test", "SHOP.test.", "shop.test@evil"})
  void otherHost_isAnotherKey(String host) throws Exception {
    origin(head -> fresh(head.contains("Host: shop.test\r\n") ? "clean" : "evil"));

    send("GET /page HTTP/1.1\r\nHost: " + host + "\r\n\r\n");

    assertThat(get().body()).isEqualTo("clean");
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-Long", "X-\u0001", "X: \u0001"})
  void refusedRequest_leavesNoErrorBehind(String field) throws Exception {
    origin(head -> fresh("clean"));
    String value = field.equals("X-Long") ? "x".repeat(100_000) : "1";

    Answer refused = get(field.contains(": ") ? field : field + ": " + value);

    assertThat(refused.status()).isBetween(400, 499);
    assertThat(get().body()).isEqualTo("clean");
  }

  @Test
  void errorOfTheOrigin_withoutFreshness_isNotKept() throws Exception {
    origin(
        head ->
            head.contains("evil")
                ? "HTTP/1.1 400 Bad\r\nContent-Length: 3\r\nETag: \"e\"\r\n\r\nbad"
                : fresh("clean"));

    assertThat(get("X-Odd: evil").status()).isEqualTo(400);

    assertThat(get().body()).isEqualTo("clean");
  }

  @Test
  void headFirst_leavesNoEmptyBodyBehind() throws Exception {
    origin(
        head ->
            head.startsWith("HEAD")
                ? "HTTP/1.1 200 OK\r\nCache-Control: max-age=600\r\nContent-Length: 5\r\n\r\n"
                : fresh("clean"));

    send("HEAD /page HTTP/1.1\r\nHost: shop.test\r\n\r\n");

    assertThat(get().body()).isEqualTo("clean");
  }

  @Test
  void variants_areBounded() throws Exception {
    origin(head -> answer("Cache-Control: max-age=600\r\nVary: X-Kind", "clean"));

    for (int i = 0; i < 100; i++) {
      get("X-Kind: " + i);
    }

    get("X-Kind: 99");
    assertThat(cache.asked).as("the latest are there").hasSize(100);
    get("X-Kind: 0");
    assertThat(cache.asked).as("the first is gone").hasSize(101);
    assertThat(cache.rig.caches().find("shop").orElseThrow().size()).isEqualTo(1);
  }

  @Test
  void purgeByAClient_doesNothing_whereTheOriginRefusesIt() throws Exception {
    origin(
        head ->
            head.startsWith("PURGE")
                ? "HTTP/1.1 405 No\r\nContent-Length: 0\r\n\r\n"
                : fresh("clean"));
    get();

    send("PURGE /page HTTP/1.1\r\nHost: shop.test\r\n\r\n");

    assertThat(get().header("Cache-Status")).contains("hit");
  }
}
