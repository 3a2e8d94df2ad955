package io.x0.cache.body;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** One writer, readers that come, wait and leave, and who lets go of the body meanwhile. */
class CachedBodyStressTest {
  private static final int ROUNDS = 300;
  private static final int READERS = 4;

  private final BodyArena arena = new BodyArena(8 << 20);
  private final AtomicReference<CachedBody> shared = new AtomicReference<>();

  /** Every body has its own bytes, so that memory given away too early shows. */
  private static byte content(int seed, long at) {
    return (byte) (seed * 131 + at * 7 + (at >> 9));
  }

  @Test
  void readers_seeEveryByteInOrder_andNoneIsLost() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(READERS + 2);
    try {
      for (int round = 0; round < ROUNDS; round++) {
        play(pool, round);
      }
    } finally {
      pool.shutdownNow();
      assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(arena.usedBytes()).isZero();
  }

  private void play(ExecutorService pool, int round) throws Exception {
    Random random = new Random(round);
    int length = random.nextInt(300_000);
    CachedBody body = arena.body(300_000, random.nextBoolean() ? length : -1);
    boolean fails = random.nextInt(4) == 0;
    // The cache's own reference, let go while others read, as an eviction does.
    assertThat(body.retain()).isTrue();
    shared.set(body);
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < READERS; i++) {
      int number = i;
      all.add(
          pool.submit(
              () -> {
                read(body, round, number, length, fails);
                return null;
              }));
    }
    all.add(
        pool.submit(
            () -> {
              write(body, round, length, fails);
              return null;
            }));
    all.add(pool.submit(() -> shared.getAndSet(null).release()));
    for (Future<?> one : all) {
      one.get(30, TimeUnit.SECONDS);
    }
    assertThat(arena.usedBytes()).isZero();
  }

  private static void write(CachedBody body, int seed, int length, boolean fails) {
    Random random = new Random(~seed);
    int at = 0;
    while (at < length) {
      int count = Math.min(1 + random.nextInt(9000), length - at);
      ByteBuffer chunk = ByteBuffer.allocate(count);
      for (int i = 0; i < count; i++) {
        chunk.put(i, content(seed, at + i));
      }
      assertThat(body.append(chunk)).isTrue();
      at += count;
    }
    if (fails) {
      body.fail(new IOException("made to fail"));
    } else {
      body.complete();
    }
    body.release();
  }

  private static void read(CachedBody body, int seed, int number, int length, boolean fails)
      throws Exception {
    if (!body.retain()) {
      return;
    }
    Random random = new Random(seed * 31L + number);
    long from = number % 2 == 0 ? 0 : random.nextInt(length + 1);
    long leaveAt = number == 3 ? random.nextInt(length + 1) : Long.MAX_VALUE;
    CompletableFuture<Long> end = new CompletableFuture<>();
    try (BodyReader reader = body.reader(from)) {
      body.release();
      Semaphore news = new Semaphore(0);
      long at = from;
      while (at < leaveAt && !reader.isEnd() && reader.failure() == null) {
        ByteBuffer next = reader.next();
        if (next == null) {
          reader.onAvailable(news::release);
          assertThat(news.tryAcquire(20, TimeUnit.SECONDS)).as("woken").isTrue();
          continue;
        }
        while (next.hasRemaining()) {
          byte found = next.get();
          if (found != content(seed, at)) {
            throw new AssertionError("byte " + at + " of body " + seed + " is " + found);
          }
          at++;
        }
        assertThat(reader.position()).isEqualTo(at);
      }
      end.complete(at);
      if (at < leaveAt) {
        assertThat(at).isEqualTo(length);
        assertThat(reader.isEnd()).isEqualTo(!fails);
      }
    }
    assertThat(end).isCompleted();
  }
}
