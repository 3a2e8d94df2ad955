package io.x0.cache;

import io.x0.cache.body.BodyArena;
import io.x0.cache.body.CachedBody;
import io.x0.time.Clock;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** What the cache does for a request: finding a fresh response, missing one, storing one. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class CacheBenchmark {
  private static final CacheSettings ON =
      CacheSettings.DEFAULT.withEnabled(true).withTtls(Duration.ZERO, Duration.ofDays(1));
  private static final Fields REQUEST =
      Fields.of("Host", "shop.test", "Accept-Encoding", "gzip", "User-Agent", "bench");
  private static final int STORED = 1024;

  /** How many variants each resource has, of which the last one suits. */
  @Param({"1", "8"})
  public int variants;

  private ObjectCache cache;
  private int next;

  /** Stores them. */
  @Setup
  public void setUp() {
    cache =
        new ObjectCache(
            new BodyArena(64 << 20), 64 << 20, new HeapBudget(64 << 20), Clock.system());
    for (int i = 0; i < STORED; i++) {
      for (int variant = 0; variant < variants; variant++) {
        store("/" + i, variant == 0 ? "gzip" : "coding-" + variant);
      }
    }
  }

  private void store(String key, String encoding) {
    Fields fields =
        Fields.of(
            "Content-Type",
            "text/plain",
            "Cache-Control",
            "max-age=86400",
            "Vary",
            "Accept-Encoding");
    Head head = new Head(200, fields, cache.nowSeconds(), cache.nowSeconds());
    CachedBody body = cache.newBody(1024, 1024);
    if (!body.append(ByteBuffer.allocate(1024))) {
      throw new IllegalStateException("no room");
    }
    body.complete();
    Vary vary = Vary.of(fields);
    List<String> values = vary.values(Fields.of("Accept-Encoding", encoding));
    cache.store(key, new StoredResponse(head, vary, values, body).at(key), cache.purges());
    body.release();
  }

  private Lookup.Use find(String key) {
    return cache.find(key, REQUEST, CacheControl.NONE, ON).use();
  }

  /** Finds a fresh response. */
  @Benchmark
  public Lookup.Use hit() {
    return find("/" + (next++ & (STORED - 1)));
  }

  /** The same from four threads. */
  @Benchmark
  @Threads(4)
  public Lookup.Use hitFrom4() {
    return find("/77");
  }

  /** Finds nothing. */
  @Benchmark
  public Lookup.Use miss() {
    return find("/nothing/of/that");
  }

  /** Stores a response of 1 KB in the place of another. */
  @Benchmark
  public long store() {
    store("/" + (next++ & (STORED - 1)), "gzip");
    return cache.size();
  }

  /** Reads the Cache-Control of an answer. */
  @Benchmark
  public CacheControl parse() {
    return CacheControl.of(List.of("public, max-age=600, stale-while-revalidate=30"));
  }
}
