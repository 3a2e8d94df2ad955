package io.x0.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.cache.body.BodyArena;
import io.x0.cache.body.CachedBody;
import io.x0.time.Clock;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Fills against purges of all kinds, evictions and readers, with real threads. */
class PurgeStressTest {
  private static final int KEYS = 40;
  private static final int FILLS = 4000;
  private static final int FILLERS = 3;
  private static final CacheSettings ON = CacheSettings.DEFAULT.withEnabled(true);

  private final BodyArena arena = new BodyArena(2 << 20);
  private final HeapBudget heap = new HeapBudget(2 << 20);
  private final ObjectCache cache = new ObjectCache(arena, 2 << 20, heap, Clock.system());

  /** What the origin would answer now; a purge follows each change, as an application does it. */
  private final AtomicLong[] versions = new AtomicLong[KEYS];

  private static String url(int number) {
    return "http://host" + number % 3 + ".test/" + number;
  }

  /** Asks the origin, takes its time, and stores the answer. */
  private void fill(int number, Random random) {
    long purges = cache.purges();
    long version = versions[number].get();
    CachedBody body = cache.newBody(1000, -1);
    if (random.nextInt(3) == 0) {
      Thread.yield();
    }
    Head head =
        new Head(
            200,
            Fields.of(
                "Cache-Control",
                "max-age=600",
                "ETag",
                "\"" + version + "\"",
                "Cache-Tag",
                "n" + number + ", all"),
            0,
            cache.nowSeconds());
    if (body.append(ByteBuffer.allocate(1 + random.nextInt(1000)))) {
      body.complete();
      cache.store(
          url(number),
          new StoredResponse(head, Vary.of(head.fields()), List.of(), body).at(url(number)),
          purges);
    }
    body.release();
  }

  private Purge purge(int number, Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> new Purge.Key(url(number));
      case 1 -> Purge.url(url(number), CacheSettings.DEFAULT_KEY);
      case 2 -> Purge.url("/" + number, CacheSettings.DEFAULT_KEY);
      case 3 -> Purge.prefix(url(number));
      case 4 -> new Purge.Tag("n" + number);
      default -> new Purge.All();
    };
  }

  /** After a purge nothing fresh may be found that was asked for before the change. */
  private void changeAndPurge(Random random) {
    int number = random.nextInt(KEYS);
    long version = versions[number].incrementAndGet();
    boolean isSoft = random.nextInt(3) == 0;
    assertThat(cache.purge(purge(number, random), isSoft)).isNotNegative();
    for (int i = 0; i < 3; i++) {
      Lookup found = cache.find(url(number), Fields.NONE, CacheControl.NONE, ON);
      StoredResponse stored = found.stored();
      if (found.use() == Lookup.Use.FRESH && stored != null) {
        String etag = stored.head().fields().first("ETag");
        assertThat(Long.parseLong(etag.replace("\"", ""))).isGreaterThanOrEqualTo(version);
      }
      Thread.yield();
    }
  }

  @Test
  void nothing_thatWasAskedForBeforeAPurge_isFreshAfterIt() throws Exception {
    for (int i = 0; i < KEYS; i++) {
      versions[i] = new AtomicLong();
    }
    ExecutorService pool = Executors.newFixedThreadPool(FILLERS + 3);
    List<Future<?>> fillers = new ArrayList<>();
    try {
      for (int i = 0; i < FILLERS; i++) {
        Random random = new Random(i);
        fillers.add(
            pool.submit(
                () -> {
                  for (int n = 0; n < FILLS; n++) {
                    fill(random.nextInt(KEYS), random);
                  }
                }));
      }
      List<Future<?>> others = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        Random random = new Random(100 + i);
        others.add(
            pool.submit(
                () -> {
                  while (!fillers.stream().allMatch(Future::isDone)) {
                    changeAndPurge(random);
                  }
                }));
      }
      others.add(
          pool.submit(
              () -> {
                while (!fillers.stream().allMatch(Future::isDone)) {
                  var unused = cache.free(4096);
                  Thread.yield();
                }
              }));
      for (Future<?> one : fillers) {
        one.get(60, TimeUnit.SECONDS);
      }
      for (Future<?> one : others) {
        one.get(60, TimeUnit.SECONDS);
      }
    } finally {
      pool.shutdownNow();
      assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(cache.stats().get(CacheStats.Event.STORED)).isPositive();
    assertThat(cache.stats().get(CacheStats.Event.PURGED)).isPositive();

    cache.close();

    assertThat(cache.size()).isZero();
    assertThat(cache.indexSize()).isZero();
    assertThat(arena.usedBytes()).isZero();
    assertThat(heap.usedBytes()).isZero();
  }
}
