package io.x0.proxy;

import static io.x0.proxy.CacheRig.ON;
import static org.assertj.core.api.Assertions.assertThat;

import io.x0.cache.CacheStats.Event;
import io.x0.cache.Purge;
import io.x0.proxy.RawClient.Answer;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of unknown length: those who ask meanwhile read them as they come. */
@Timeout(60)
class CacheStreamIT {
  private static final String HEAD =
      "HTTP/1.1 200 OK\r\nCache-Control: max-age=600\r\nETag: \"a\"\r\n"
          + "Transfer-Encoding: chunked\r\n\r\n";
  private static final String END = "0\r\n\r\n";
  private static final int CHUNK = 4096;

  private CacheRig cache;
  private final CountDownLatch open = new CountDownLatch(1);

  @BeforeEach
  void start() throws Exception {
    cache = new CacheRig();
  }

  @AfterEach
  void stop() throws Exception {
    cache.close();
  }

  private static String chunk(String bytes) {
    return Integer.toHexString(bytes.length()) + "\r\n" + bytes + "\r\n";
  }

  /** The bytes of a body, none like the one before. */
  private static String body(int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; text.length() < length; i++) {
      text.append(i).append(' ');
    }
    return text.substring(0, length);
  }

  private static void write(ScriptedBackend.Connection to, String body, int from, int end)
      throws Exception {
    for (int at = from; at < end; at += CHUNK) {
      to.write(chunk(body.substring(at, Math.min(end, at + CHUNK))));
    }
  }

  private static Map<String, String> with(String... settings) {
    Map<String, String> all = new HashMap<>(ON);
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    return all;
  }

  /** Reads until a text has come. */
  private static String readUntil(RawClient client, String end) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf(end) < 0) {
      int b = client.read();
      assertThat(b).as("read so far: %s", text).isNotNegative();
      text.append((char) b);
    }
    return text.toString();
  }

  @Test
  void joiner_readsWhatIsThere_beforeTheEndIs() throws Exception {
    cache.origin(
        ON,
        (head, connection) -> {
          connection.write(HEAD + chunk("first,"));
          CacheRig.await(open);
          connection.write(chunk("second") + END);
        });
    RawClient leader = cache.rig.client().send(CacheRig.request("/a"));
    readUntil(leader, "first,");

    RawClient joiner = cache.rig.client().send(CacheRig.request("/a"));
    String early = readUntil(joiner, "first,");
    RawClient left = cache.rig.client().send(CacheRig.request("/a"));
    readUntil(left, "first,");
    left.close();
    leader.close();
    open.countDown();

    assertThat(early).containsIgnoringCase("Cache-Status: x0d; fwd=uri-miss; collapsed");
    assertThat(readUntil(joiner, "\r\n0\r\n\r\n")).contains("second");
    Answer hit = cache.get("/a");
    assertThat(hit.body()).isEqualTo("first,second");
    assertThat(hit.header("Content-Length")).isEqualTo("12");
    assertThat(hit.header("Cache-Status")).startsWith("x0d; hit");
    assertThat(cache.asked).hasSize(1);
    assertThat(cache.count(Event.COLLAPSED)).isEqualTo(2);
  }

  @Test
  void slowReaders_holdNobody_andKeepNoMoreThanTheObject() throws Exception {
    String body = body(6 << 20);
    cache.origin(
        ON,
        (head, connection) -> {
          connection.write(HEAD);
          write(connection, body, 0, CHUNK);
          CacheRig.await(open);
          write(connection, body, CHUNK, body.length());
          connection.write(END);
        });
    RawClient slowLeader = cache.rig.client().send(CacheRig.request("/a"));
    readUntil(slowLeader, "1 2 3 4");
    RawClient slowJoiner = cache.rig.client().send(CacheRig.request("/a"));
    readUntil(slowJoiner, "1 2 3 4");
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      Future<Answer> fast = pool.submit(() -> cache.get("/a"));
      ProxyRig.await(() -> cache.count(Event.COLLAPSED) == 2);
      open.countDown();

      Answer whole = fast.get(40, TimeUnit.SECONDS);
      assertThat(whole.complete()).isTrue();
      assertThat(whole.body()).isEqualTo(body);
    } finally {
      pool.shutdownNow();
    }
    assertThat(cache.asked).hasSize(1);
    assertThat(cache.rig.caches().usedBytes()).isBetween(6L << 20, 7L << 20);
    slowLeader.close();
    slowJoiner.close();
    cache.rig.caches().find("shop").orElseThrow().purge(new Purge.All(), false);
    ProxyRig.await(() -> cache.rig.caches().usedBytes() == 0);
  }

  /** Two clients have read 40 of 200 KB, of which the cache takes 64. */
  private Answer[] overflow(CacheRig.Answers answersToTheRest) throws Exception {
    String body = body(200 << 10);
    cache.origin(
        with("cache-max-object-size", "64k", "max-retry-count", "0"),
        (head, connection) -> {
          if (cache.asked.size() > 1) {
            answersToTheRest.to(head, connection);
            return;
          }
          connection.write(HEAD);
          write(connection, body, 0, 40 << 10);
          CacheRig.await(open);
          write(connection, body, 40 << 10, body.length());
          connection.write(END);
        });
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      Future<Answer> one = pool.submit(() -> cache.get("/a"));
      ProxyRig.await(() -> cache.asked.size() == 1);
      Future<Answer> other = pool.submit(() -> cache.get("/a"));
      ProxyRig.await(() -> cache.count(Event.COLLAPSED) == 1);
      open.countDown();
      return new Answer[] {one.get(40, TimeUnit.SECONDS), other.get(40, TimeUnit.SECONDS)};
    } finally {
      pool.shutdownNow();
    }
  }

  private static int from(String head) {
    String range = head.substring(head.indexOf("Range: bytes=") + 13);
    return Integer.parseInt(range.substring(0, range.indexOf('-')));
  }

  @Test
  void bodyThatOutgrowsTheCache_goesOnForEach_oneByAFetchOfItsOwn() throws Exception {
    String body = body(200 << 10);

    Answer[] both =
        overflow(
            (head, connection) -> {
              int from = from(head);
              connection.write(
                  "HTTP/1.1 206 Partial\r\nETag: \"a\"\r\nContent-Range: bytes "
                      + (from + "-" + (body.length() - 1) + "/" + body.length())
                      + "\r\nContent-Length: "
                      + (body.length() - from)
                      + "\r\n\r\n"
                      + body.substring(from));
            });

    for (Answer one : both) {
      assertThat(one.complete()).isTrue();
      assertThat(one.body()).isEqualTo(body);
    }
    assertThat(cache.asked).hasSize(2);
    assertThat(cache.asked.get(1)).contains("If-Range: \"a\"");
    assertThat(from(cache.asked.get(1))).isBetween(40 << 10, 64 << 10);
    assertThat(cache.count(Event.STORED)).isZero();
    ProxyRig.await(() -> cache.rig.caches().usedBytes() == 0);
  }

  @Test
  void originThatKnowsNoRanges_sendsAllAgain_andTheClientGetsTheRest() throws Exception {
    String body = body(200 << 10);

    Answer[] both =
        overflow(
            (head, connection) -> {
              connection.write(HEAD);
              write(connection, body, 0, body.length());
              connection.write(END);
            });

    for (Answer one : both) {
      assertThat(one.complete()).isTrue();
      assertThat(one.body()).isEqualTo(body);
    }
    assertThat(cache.asked).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Another version.
        "HTTP/1.1 200 OK\r\nETag: \"b\"\r\nContent-Length: 204800\r\n\r\n",
        "HTTP/1.1 206 Partial\r\nETag: \"b\"\r\nContent-Range: bytes 65536-65536/204800\r\n"
            + "Content-Length: 1\r\n\r\nx",
        // Shorter than what was sent.
        "HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Length: 3\r\n\r\nabc",
        "HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n"
      })
  void restThatIsNotSurelyOfTheSameVersion_breaksTheAnswerOff(String rest) throws Exception {
    Answer[] both = overflow((head, connection) -> connection.write(rest));

    assertThat(both[0].complete() ^ both[1].complete()).isTrue();
    Answer broken = both[0].complete() ? both[1] : both[0];
    assertThat(body(200 << 10)).startsWith(broken.body());
    ProxyRig.await(() -> cache.rig.caches().usedBytes() == 0);
  }

  @Test
  void afterABodyThatOutgrewTheCache_theNextOnesGoToOneClientEach() throws Exception {
    String body = body(200 << 10);
    cache.origin(
        with("cache-max-object-size", "64k"),
        (head, connection) -> {
          connection.write(HEAD);
          write(connection, body, 0, body.length());
          connection.write(END);
        });

    for (int i = 0; i < 3; i++) {
      Answer one = cache.get("/a");
      assertThat(one.complete()).isTrue();
      assertThat(one.body()).isEqualTo(body);
    }
    assertThat(cache.asked).hasSize(3);
    assertThat(cache.rig.caches().find("shop").orElseThrow().hasOverflowed("http://shop.test/a"))
        .isTrue();
  }

  @Test
  void answerThatAnnouncesTrailers_isRelayedWithThem() throws Exception {
    cache.origin(
        ON,
        (head, connection) ->
            connection.write(
                "HTTP/1.1 200 OK\r\nCache-Control: max-age=600\r\nTrailer: X-Sum\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n"
                    + chunk("hello")
                    + "0\r\nX-Sum: 42\r\n\r\n"));

    RawClient client = cache.rig.client().send(CacheRig.request("/a"));

    assertThat(readUntil(client, "X-Sum: 42")).contains("hello");
  }
}
