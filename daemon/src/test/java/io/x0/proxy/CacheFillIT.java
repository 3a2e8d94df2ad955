package io.x0.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.cache.CacheStats.Event;
import io.x0.cache.Purge;
import io.x0.proxy.RawClient.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Fills: who waits for them, what becomes of them, and what is left when they break off. */
@Timeout(60)
class CacheFillIT {
  private static final Map<String, String> ON =
      Map.of("cache-enabled", "true", "cache-update-lock-timeout", "60s", "queue-timeout", "20s");

  private ProxyRig rig;
  private final List<String> asked = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() throws Exception {
    rig = new ProxyRig();
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  private interface Answers {
    void to(String head, ScriptedBackend.Connection connection) throws Exception;
  }

  private void origin(Map<String, String> settings, Answers answers) throws Exception {
    ScriptedBackend origin =
        rig.backend(
            connection -> {
              for (String head = connection.readRequest();
                  head != null;
                  head = connection.readRequest()) {
                asked.add(head);
                answers.to(head, connection);
              }
            });
    rig.balance(settings, origin);
  }

  private static String answer(String fields, String body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: "
        + body.length()
        + "\r\n"
        + fields
        + "\r\n\r\n"
        + body;
  }

  private Answer get(String path, String... fields) throws Exception {
    try (RawClient client = new RawClient(rig.port())) {
      StringBuilder text = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: shop.test\r\n");
      for (String field : fields) {
        text.append(field).append("\r\n");
      }
      return client.send(text + "\r\n").answer();
    }
  }

  private long count(Event event) {
    return rig.caches().find("shop").orElseThrow().stats().get(event);
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void staleWhileRevalidate_servesAtOnce_andOneRequestRefreshes() throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    origin(
        ON,
        (head, connection) -> {
          if (head.contains("If-None-Match")) {
            await(open);
            connection.write("HTTP/1.1 304 Same\r\nCache-Control: max-age=600\r\n\r\n");
          } else {
            connection.write(
                answer(
                    "Cache-Control: max-age=5, stale-while-revalidate=60\r\nAge: 9\r\nETag: \"a\"",
                    "hello"));
          }
        });
    get("/a");

    for (int i = 0; i < 5; i++) {
      Answer stale = get("/a");
      assertThat(stale.body()).isEqualTo("hello");
      assertThat(stale.header("Cache-Status")).matches("x0d; hit; ttl=-\\d+; detail=refreshing");
    }
    ProxyRig.await(() -> asked.size() == 2);
    open.countDown();

    ProxyRig.await(
        () -> {
          try {
            return get("/a").header("Cache-Status").matches("x0d; hit; ttl=\\d+");
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    assertThat(asked).hasSize(2);
  }

  @Test
  void waitersOfAnotherVariant_shareAFillOfTheirOwn() throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    origin(
        ON,
        (head, connection) -> {
          await(open);
          connection.write(
              answer(
                  "Cache-Control: max-age=600\r\nVary: X-Kind",
                  head.contains("X-Kind: a") ? "aye" : "bee"));
        });
    ExecutorService pool = Executors.newFixedThreadPool(9);
    try {
      List<Future<Answer>> ayes = new ArrayList<>();
      List<Future<Answer>> bees = new ArrayList<>();
      ayes.add(pool.submit(() -> get("/a", "X-Kind: a")));
      ProxyRig.await(() -> asked.size() == 1);
      for (int i = 0; i < 4; i++) {
        ayes.add(pool.submit(() -> get("/a", "X-Kind: a")));
        bees.add(pool.submit(() -> get("/a", "X-Kind: b")));
      }
      ProxyRig.await(() -> count(Event.MISS) == 9);
      open.countDown();

      for (Future<Answer> one : ayes) {
        assertThat(one.get(30, TimeUnit.SECONDS).body()).isEqualTo("aye");
      }
      for (Future<Answer> one : bees) {
        assertThat(one.get(30, TimeUnit.SECONDS).body()).isEqualTo("bee");
      }
      assertThat(asked).hasSize(2);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void bodyThatFindsNoRoom_goesOnToItsClient_whole() throws Exception {
    long room = rig.caches().capacityBytes();
    int length = (int) room + (1 << 20);
    String piece = "0123456789abcdef".repeat(4096);
    origin(
        Map.of("cache-enabled", "true", "cache-max-object-size", "512m"),
        (head, connection) -> {
          connection.write(
              "HTTP/1.1 200 OK\r\nCache-Control: max-age=600\r\nContent-Length: "
                  + length
                  + "\r\n\r\n");
          for (int sent = 0; sent < length; sent += piece.length()) {
            connection.write(piece.substring(0, Math.min(piece.length(), length - sent)));
          }
        });

    Answer whole = get("/large");

    assertThat(whole.complete()).isTrue();
    assertThat(whole.body()).hasSize(length);
    for (int at = 0; at + 16 <= length; at += 1 << 18) {
      assertThat(whole.body().substring(at, at + 16)).isEqualTo("0123456789abcdef");
    }
    assertThat(count(Event.STORED)).isZero();
    ProxyRig.await(() -> rig.caches().usedBytes() == 0);
  }

  @Test
  void bodyThatFindsNoRoom_isBrokenOff_whenItsClientHasLeft() throws Exception {
    int length = (int) rig.caches().capacityBytes() + (16 << 20);
    String piece = "x".repeat(65_536);
    CountDownLatch brokenOff = new CountDownLatch(1);
    origin(
        Map.of("cache-enabled", "true", "cache-max-object-size", "512m"),
        (head, connection) -> {
          try {
            connection.write(
                "HTTP/1.1 200 OK\r\nCache-Control: max-age=600\r\nContent-Length: "
                    + length
                    + "\r\n\r\n");
            for (int sent = 0; sent < length; sent += piece.length()) {
              connection.write(piece.substring(0, Math.min(piece.length(), length - sent)));
            }
          } finally {
            brokenOff.countDown();
          }
        });
    RawClient client = rig.client().get("/large");
    assertThat(client.read()).isEqualTo('H');
    client.close();

    await(brokenOff);
    ProxyRig.await(() -> rig.caches().usedBytes() == 0);
    assertThat(count(Event.STORED)).isZero();
  }

  @Test
  void fillsThatEndBreakAndAreLeft_atOnce_leaveNoWrongBodyAndNoMemory() throws Exception {
    String body = "0123456789".repeat(800);
    origin(
        Map.of("cache-enabled", "true", "max-retry-count", "0"),
        (head, connection) -> {
          boolean breaks = Math.floorMod(head.hashCode(), 3) == 0;
          String fields = "Cache-Control: max-age=600\r\nX-Of: " + head.substring(4, 7);
          String whole = answer(fields, body);
          connection.write(whole.substring(0, 200));
          if (breaks) {
            connection.reset();
          } else {
            connection.write(whole.substring(200));
          }
        });
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Future<Integer>> all = new ArrayList<>();
      for (int worker = 0; worker < 8; worker++) {
        Random random = new Random(worker);
        all.add(
            pool.submit(
                () -> {
                  int whole = 0;
                  for (int i = 0; i < 60; i++) {
                    String path = "/k" + random.nextInt(4);
                    if (random.nextInt(4) == 0) {
                      try (RawClient leaver = new RawClient(rig.port())) {
                        leaver.get(path);
                      }
                      continue;
                    }
                    try {
                      Answer answer = get(path, "X-Try: " + random.nextInt());
                      if (answer.status() == 200 && answer.complete()) {
                        assertThat(answer.body()).isEqualTo(body);
                        assertThat(answer.header("X-Of")).isEqualTo(path);
                        whole++;
                      }
                    } catch (IOException e) {
                      // Broken off within the head: its client sees that.
                      continue;
                    }
                  }
                  return whole;
                }));
      }
      int whole = 0;
      for (Future<Integer> one : all) {
        whole += one.get(50, TimeUnit.SECONDS);
      }
      assertThat(whole).isPositive();
    } finally {
      pool.shutdownNow();
    }
    rig.caches().find("shop").orElseThrow().purge(new Purge.All(), false);
    ProxyRig.await(() -> rig.caches().usedBytes() == 0);
  }
}
