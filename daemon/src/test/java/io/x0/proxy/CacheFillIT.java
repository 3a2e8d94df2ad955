package io.x0.proxy;

import static io.x0.proxy.CacheRig.ON;
import static io.x0.proxy.CacheRig.answer;
import static io.x0.proxy.CacheRig.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.x0.cache.CacheStats.Event;
import io.x0.cache.Purge;
import io.x0.proxy.RawClient.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
  private CacheRig cache;

  @BeforeEach
  void start() throws Exception {
    cache = new CacheRig();
  }

  @AfterEach
  void stop() throws Exception {
    cache.close();
  }

  @Test
  void staleWhileRevalidate_servesAtOnce_andOneRequestRefreshes() throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    cache.origin(
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
    cache.get("/a");

    for (int i = 0; i < 5; i++) {
      Answer stale = cache.get("/a");
      assertThat(stale.body()).isEqualTo("hello");
      assertThat(stale.header("Cache-Status")).matches("x0d; hit; ttl=-\\d+; detail=refreshing");
    }
    ProxyRig.await(() -> cache.asked.size() == 2);
    open.countDown();

    ProxyRig.await(
        () -> {
          try {
            return cache.get("/a").header("Cache-Status").matches("x0d; hit; ttl=\\d+");
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    assertThat(cache.asked).hasSize(2);
  }

  @Test
  void waitersOfAnotherVariant_shareAFillOfTheirOwn() throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    cache.origin(
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
      ayes.add(pool.submit(() -> cache.get("/a", "X-Kind: a")));
      ProxyRig.await(() -> cache.asked.size() == 1);
      for (int i = 0; i < 4; i++) {
        ayes.add(pool.submit(() -> cache.get("/a", "X-Kind: a")));
        bees.add(pool.submit(() -> cache.get("/a", "X-Kind: b")));
      }
      ProxyRig.await(() -> cache.count(Event.MISS) == 9);
      open.countDown();

      for (Future<Answer> one : ayes) {
        assertThat(one.get(30, TimeUnit.SECONDS).body()).isEqualTo("aye");
      }
      for (Future<Answer> one : bees) {
        assertThat(one.get(30, TimeUnit.SECONDS).body()).isEqualTo("bee");
      }
      assertThat(cache.asked).hasSize(2);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void bodyThatFindsNoRoom_goesOnToItsClient_whole() throws Exception {
    long room = cache.rig.caches().capacityBytes();
    int length = (int) room + (1 << 20);
    String piece = "0123456789abcdef".repeat(4096);
    cache.origin(
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

    Answer whole = cache.get("/large");

    assertThat(whole.complete()).isTrue();
    assertThat(whole.body()).hasSize(length);
    for (int at = 0; at + 16 <= length; at += 1 << 18) {
      assertThat(whole.body().substring(at, at + 16)).isEqualTo("0123456789abcdef");
    }
    assertThat(cache.count(Event.STORED)).isZero();
    ProxyRig.await(() -> cache.rig.caches().usedBytes() == 0);
  }

  @Test
  void bodyThatFindsNoRoom_isBrokenOff_whenItsClientHasLeft() throws Exception {
    int length = (int) cache.rig.caches().capacityBytes() + (16 << 20);
    String piece = "x".repeat(65_536);
    CountDownLatch brokenOff = new CountDownLatch(1);
    cache.origin(
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
    RawClient client = cache.rig.client().get("/large");
    assertThat(client.read()).isEqualTo('H');
    client.close();

    await(brokenOff);
    ProxyRig.await(() -> cache.rig.caches().usedBytes() == 0);
    assertThat(cache.count(Event.STORED)).isZero();
  }

  @Test
  void fillsThatEndBreakAndAreLeft_atOnce_leaveNoWrongBodyAndNoMemory() throws Exception {
    String body = "0123456789".repeat(800);
    cache.origin(
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
                      try (RawClient leaver = new RawClient(cache.rig.port())) {
                        leaver.get(path);
                      }
                      continue;
                    }
                    try {
                      Answer answer = cache.get(path, "X-Try: " + random.nextInt());
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
    cache.rig.caches().find("shop").orElseThrow().purge(new Purge.All(), false);
    ProxyRig.await(() -> cache.rig.caches().usedBytes() == 0);
  }
}
