package io.x0.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.cache.CacheStats.Event;
import io.x0.cache.Purge;
import io.x0.proxy.RawClient.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients get from the cache, and what reaches the origin. */
@Timeout(60)
class CacheIT {
  private static final Map<String, String> ON =
      Map.of("cache-enabled", "true", "health-check-mode", "off", "queue-timeout", "1s");

  private ProxyRig rig;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private ScriptedBackend origin;

  @BeforeEach
  void start() throws Exception {
    rig = new ProxyRig();
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  /** An origin whose answer to the n-th request, from 1, is made of that request. */
  private void origin(Map<String, String> settings, UnaryOperator<String> answers)
      throws Exception {
    origin =
        rig.backend(
            connection -> {
              for (String head = connection.readRequest();
                  head != null;
                  head = connection.readRequest()) {
                note(head);
                connection.write(answers.apply(head));
              }
            });
    rig.balance(settings, origin);
  }

  private void note(String head) {
    asked.add(head);
  }

  private int requests() {
    return asked.size();
  }

  private String request(int number) {
    return asked.get(number - 1);
  }

  private static String answer(String fields, String body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: "
        + body.length()
        + "\r\n"
        + fields.replace("|", "\r\n")
        + "\r\n\r\n"
        + body;
  }

  private Answer get(String... fields) throws Exception {
    return send("GET", fields);
  }

  private Answer send(String method, String... fields) throws Exception {
    RawClient client = rig.client();
    StringBuilder text = new StringBuilder(method + " /thing?q=1 HTTP/1.1\r\nHost: shop.test\r\n");
    for (String field : fields) {
      text.append(field).append("\r\n");
    }
    return client.send(text + "\r\n").answer(method.equals("HEAD"));
  }

  private long count(Event event) {
    return rig.caches().find("shop").orElseThrow().stats().get(event);
  }

  @Test
  void fresh_isServedWithoutTheOrigin_withAgeAndStatus() throws Exception {
    origin(ON, head -> answer("Cache-Control: max-age=600|X-Own: a,  b", "hello"));

    Answer first = get();
    Answer second = get();

    assertThat(first.body()).isEqualTo("hello");
    assertThat(first.header("Age")).isEmpty();
    assertThat(first.header("Cache-Status")).contains("fwd=uri-miss").contains("stored");
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.body()).isEqualTo("hello");
    assertThat(second.header("X-Own")).isEqualTo("a,  b");
    assertThat(second.header("Age")).matches("[0-9]");
    assertThat(second.header("Cache-Status")).contains("; hit; ttl=");
    assertThat(requests()).isEqualTo(1);
    assertThat(count(Event.HIT)).isEqualTo(1);
    assertThat(count(Event.MISS)).isEqualTo(1);
  }

  @Test
  void switchedOff_everyRequestReachesTheOrigin() throws Exception {
    origin(Map.of(), head -> answer("Cache-Control: max-age=600", "hello"));

    get();
    Answer second = get();

    assertThat(second.header("Cache-Status")).isEmpty();
    assertThat(requests()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cache-Control: no-store",
        "Cache-Control: private, max-age=600",
        "Cache-Control: max-age=600|Set-Cookie: a=b",
        "Cache-Control: max-age=600|Vary: *",
        "X-Nothing: said",
      })
  void whatMustNotBeShared_isNot(String fields) throws Exception {
    origin(ON, head -> answer(fields, "hello"));

    get();
    Answer second = get();

    assertThat(second.body()).isEqualTo("hello");
    assertThat(second.header("Cache-Status")).doesNotContain("hit");
    assertThat(requests()).isEqualTo(2);
  }

  @Test
  void stale_isValidatedWithBothValidators_andTheUpdateIsSeen() throws Exception {
    origin(
        ON,
        head ->
            head.contains("If-None-Match: \"v1\"") && head.contains("If-Modified-Since: Thu, 01")
                ? "HTTP/1.1 304 Not Modified\r\nCache-Control: max-age=600\r\nX-New: yes\r\n\r\n"
                : answer(
                    "Cache-Control: max-age=5|Age: 9|ETag: \"v1\"|Last-Modified: Thu, 01 Jan 2015"
                        + " 00:00:00 GMT|X-New: no",
                    "hello"));

    get();
    Answer second = get();
    Answer third = get();

    assertThat(second.status()).isEqualTo(200);
    assertThat(second.body()).isEqualTo("hello");
    assertThat(second.header("X-New")).isEqualTo("yes");
    assertThat(third.header("X-New")).isEqualTo("yes");
    assertThat(third.header("Cache-Status")).contains("hit");
    assertThat(requests()).isEqualTo(2);
    assertThat(count(Event.REVALIDATED)).isEqualTo(1);
  }

  @Test
  void conditionsAndRanges_areAnsweredFromWhatIsStored_andNeverReachTheOrigin() throws Exception {
    origin(ON, head -> answer("Cache-Control: max-age=600|ETag: \"v1\"", "0123456789"));

    Answer whole = get("If-None-Match: \"other\"");
    Answer notModified = get("If-None-Match: W/\"v1\", \"x\"");
    Answer range = get("Range: bytes=2-4");
    Answer suffix = get("Range: bytes=-3");
    Answer beyond = get("Range: bytes=10-");
    Answer otherVersion = get("Range: bytes=2-4", "If-Range: \"v2\"");
    Answer several = get("Range: bytes=0-1,8-9");

    assertThat(whole.body()).isEqualTo("0123456789");
    assertThat(notModified.status()).isEqualTo(304);
    assertThat(notModified.header("ETag")).isEqualTo("\"v1\"");
    assertThat(range.status()).isEqualTo(206);
    assertThat(range.body()).isEqualTo("234");
    assertThat(range.header("Content-Range")).isEqualTo("bytes 2-4/10");
    assertThat(suffix.body()).isEqualTo("789");
    assertThat(beyond.status()).isEqualTo(416);
    assertThat(beyond.header("Content-Range")).isEqualTo("bytes */10");
    assertThat(otherVersion.status()).isEqualTo(200);
    assertThat(several.status()).isEqualTo(206);
    assertThat(several.header("Content-Type")).startsWith("multipart/byteranges; boundary=");
    assertThat(several.body())
        .contains("Content-Range: bytes 0-1/10\r\n\r\n01\r\n")
        .contains("Content-Range: bytes 8-9/10\r\n\r\n89\r\n");
    assertThat(requests()).isEqualTo(1);
    assertThat(request(1)).doesNotContain("If-None-Match");
  }

  @Test
  void head_isServedFromTheStoredGet_withoutItsBody() throws Exception {
    origin(ON, head -> answer("Cache-Control: max-age=600", "hello"));

    get();
    Answer head = send("HEAD");

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Length")).isEqualTo("5");
    assertThat(requests()).isEqualTo(1);
  }

  @Test
  void vary_keepsOneResponseForEachValue() throws Exception {
    origin(
        ON,
        head ->
            answer(
                "Cache-Control: max-age=600|Vary: X-Kind",
                head.contains("X-Kind: b") ? "bee" : head.contains("X-Kind: a") ? "aye" : "non"));

    assertThat(get("X-Kind: a").body()).isEqualTo("aye");
    assertThat(get("X-Kind: b").body()).isEqualTo("bee");
    assertThat(get().body()).isEqualTo("non");
    assertThat(get("X-Kind: a").body()).isEqualTo("aye");
    assertThat(get("X-Kind: b").body()).isEqualTo("bee");
    assertThat(get().body()).isEqualTo("non");
    assertThat(requests()).isEqualTo(3);
  }

  @Test
  void unsafeMethod_thatSucceeds_makesTheStoredResponseObsolete() throws Exception {
    origin(
        ON,
        head ->
            head.startsWith("POST /fails") || head.startsWith("DELETE")
                ? "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"
                : answer("Cache-Control: max-age=600", "hello"));

    get();
    send("DELETE");
    get();
    assertThat(requests()).isEqualTo(2);
    send("POST", "Content-Length: 0");
    get();

    assertThat(requests()).isEqualTo(4);
  }

  @Test
  void requestDirectives_areHonoured() throws Exception {
    origin(ON, head -> answer("Cache-Control: max-age=600", "hello"));

    assertThat(get("Cache-Control: only-if-cached").status()).isEqualTo(504);
    assertThat(requests()).isZero();
    get();
    get("Cache-Control: no-cache");
    assertThat(requests()).isEqualTo(2);
    get("Pragma: no-cache");
    assertThat(requests()).isEqualTo(3);
    get("Cache-Control: min-fresh=700");
    assertThat(requests()).isEqualTo(4);
    assertThat(get("Cache-Control: only-if-cached").body()).isEqualTo("hello");
    assertThat(requests()).isEqualTo(4);
  }

  @Test
  void originGone_staleIsServed_unlessItMustBeValidated_andTheRestIsRefused() throws Exception {
    AtomicInteger number = new AtomicInteger();
    origin(
        Map.of("cache-enabled", "true", "health-check-mode", "off", "max-retry-count", "0"),
        head ->
            head.startsWith("GET /strict")
                ? answer("Cache-Control: max-age=5, must-revalidate|Age: 9|ETag: \"s\"", "strict")
                : answer("Cache-Control: max-age=5|Age: 9", "kept" + number.incrementAndGet()));
    rig.client().get("/strict").answer();
    get();
    origin.close();

    Answer stale = get();
    Answer strict = rig.client().get("/strict").answer();
    Answer unknown = rig.client().get("/unknown").answer();

    assertThat(stale.status()).isEqualTo(200);
    assertThat(stale.body()).isEqualTo("kept1");
    assertThat(Integer.parseInt(stale.header("Age"))).isGreaterThanOrEqualTo(9);
    assertThat(stale.header("Warning")).isEmpty();
    assertThat(strict.status()).isEqualTo(504);
    assertThat(unknown.status()).isIn(502, 503);
    assertThat(count(Event.STALE)).isEqualTo(1);
  }

  @Test
  void manyRequestsForOneColdObject_makeOneRequestToTheOrigin() throws Exception {
    int clients = 200;
    CountDownLatch open = new CountDownLatch(1);
    origin(
        Map.of("cache-enabled", "true", "cache-update-lock-timeout", "60s"),
        head -> {
          await(open);
          return answer("Cache-Control: max-age=600", "x".repeat(5000));
        });
    ExecutorService pool = Executors.newFixedThreadPool(clients);
    List<Future<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      answers.add(pool.submit(() -> get()));
    }
    ProxyRig.await(() -> count(Event.MISS) == clients);
    open.countDown();

    for (Future<Answer> answer : answers) {
      assertThat(answer.get().body()).hasSize(5000);
    }
    pool.shutdownNow();
    assertThat(requests()).isEqualTo(1);
    assertThat(count(Event.COLLAPSED)).isEqualTo(clients - 1);
  }

  @Test
  void leaderLeaves_theOthersGetTheirAnswer() throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    origin(
        ON,
        head -> {
          await(open);
          return answer("Cache-Control: max-age=600", "hello");
        });
    RawClient leader = rig.client().send("GET /thing?q=1 HTTP/1.1\r\nHost: shop.test\r\n\r\n");
    ProxyRig.await(() -> requests() == 1);
    RawClient other = rig.client().send("GET /thing?q=1 HTTP/1.1\r\nHost: shop.test\r\n\r\n");
    ProxyRig.await(() -> count(Event.MISS) == 2);
    leader.close();
    open.countDown();

    assertThat(other.answer().body()).isEqualTo("hello");
    assertThat(get().body()).isEqualTo("hello");
    assertThat(requests()).isEqualTo(1);
  }

  @Test
  void brokenBody_isNeverStored() throws Exception {
    AtomicInteger number = new AtomicInteger();
    origin =
        rig.backend(
            connection -> {
              connection.readRequest();
              note("request");
              if (number.incrementAndGet() == 1) {
                connection.write(
                    "HTTP/1.1 200 OK\r\n"
                        + "Cache-Control: max-age=600\r\n"
                        + "Content-Length: 9\r\n\r\n"
                        + "hel");
                connection.reset();
              } else {
                connection.write(answer("Cache-Control: max-age=600", "hello all"));
              }
            });
    rig.balance(ON, origin);

    Answer first = get();
    Answer second = get();

    assertThat(first.complete()).isFalse();
    assertThat(second.body()).isEqualTo("hello all");
    assertThat(requests()).isEqualTo(2);
  }

  @Test
  void chunkedBodyLargerThanTheLimit_reachesItsClientWhole_andIsNotStored() throws Exception {
    String chunk = "x".repeat(4096);
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      body.append("1000\r\n").append(chunk).append("\r\n");
    }
    origin(
        Map.of("cache-enabled", "true", "cache-max-object-size", "64k", "health-check-mode", "off"),
        head ->
            "HTTP/1.1 200 OK\r\nCache-Control: max-age=600\r\nTransfer-Encoding: chunked\r\n\r\n"
                + body
                + "0\r\n\r\n");

    Answer first = get();
    Answer second = get();

    assertThat(first.complete()).isTrue();
    assertThat(first.body().chars().filter(c -> c == 'x').count()).isEqualTo(50 * 4096);
    assertThat(second.complete()).isTrue();
    assertThat(requests()).isEqualTo(2);
    ProxyRig.await(() -> rig.caches().usedBytes() == 0);
    assertThat(rig.caches().usedBytes()).isZero();
  }

  @Test
  void chunkedBody_isStored_andServedWithItsLength() throws Exception {
    origin(
        ON,
        head ->
            "HTTP/1.1 200 OK\r\nCache-Control: max-age=600\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5\r\nhello\r\n0\r\n\r\n");

    get();
    Answer second = get();

    assertThat(second.header("Content-Length")).isEqualTo("5");
    assertThat(second.body()).isEqualTo("hello");
    assertThat(requests()).isEqualTo(1);
  }

  @Test
  void purge_softKeepsItForTheWorstCase_hardLetsGo() throws Exception {
    origin(ON, head -> answer("Cache-Control: max-age=600", "hello"));
    get();
    ProxyRig.await(() -> count(Event.STORED) == 1);
    var cache = rig.caches().find("shop").orElseThrow();

    assertThat(cache.purge(Purge.url("http://shop.test/thing?q=1", "%s"), true)).isEqualTo(1);
    get();
    assertThat(requests()).isEqualTo(2);
    ProxyRig.await(() -> count(Event.STORED) == 2);
    assertThat(cache.purge(new Purge.All(), false)).isEqualTo(1);
    get();

    assertThat(requests()).isEqualTo(3);
  }

  @Test
  void purge_thatNobodyAllows_is405_andTheOriginDoesNotSeeIt() throws Exception {
    origin(ON, head -> answer("Cache-Control: max-age=600", "hello"));
    get();

    Answer refused = send("PURGE");

    assertThat(refused.status()).isEqualTo(405);
    assertThat(refused.header("Allow")).contains("GET").doesNotContain("PURGE");
    assertThat(get().body()).isEqualTo("hello");
    assertThat(requests()).isEqualTo(1);
  }

  @Test
  void purge_ofADirectorThatDoesNotCache_isTheOriginsBusiness() throws Exception {
    origin(Map.of("health-check-mode", "off"), head -> answer("X: y", head.substring(0, 5)));

    assertThat(send("PURGE").body()).isEqualTo("PURGE");
  }

  @Test
  void victim_getsNothingOfAnAttackersFields() throws Exception {
    origin(
        ON,
        head ->
            answer("Cache-Control: max-age=600", head.contains("evil.test") ? "evil" : "clean"));

    get("X-Forwarded-Host: evil.test", "X-Forwarded-For: evil.test", "Forwarded: host=evil.test");

    assertThat(get().body()).isEqualTo("clean");
    assertThat(requests()).isEqualTo(1);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
