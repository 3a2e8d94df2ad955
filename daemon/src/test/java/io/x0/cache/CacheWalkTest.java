package io.x0.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.RandomWalk;
import io.x0.cache.Lookup.Use;
import io.x0.cache.body.BodyArena;
import io.x0.cache.body.CachedBody;
import io.x0.time.Clock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random walks of the cache beside a list of everything that was stored, in the order of time. */
class CacheWalkTest {
  private static final int WALKS_PER_SEED = 100;
  private static final int STEPS = 60;
  private static final CacheSettings ON =
      CacheSettings.DEFAULT.withEnabled(true).withTtls(Duration.ZERO, Duration.ofSeconds(20));

  /** What the model knows of a stored response. */
  private static final class Known {
    final String key;
    final boolean varies;
    final @Nullable String kind;
    final long date;
    final long bornSeconds;
    long lifetime;
    boolean isPurged;
    final StoredResponse stored;

    Known(
        String key,
        boolean varies,
        @Nullable String kind,
        long date,
        long bornSeconds,
        long lifetime,
        StoredResponse stored) {
      this.key = key;
      this.varies = varies;
      this.kind = kind;
      this.date = date;
      this.bornSeconds = bornSeconds;
      this.lifetime = lifetime;
      this.stored = stored;
    }

    boolean fits(String wanted, @Nullable String asked) {
      return key.equals(wanted) && (!varies || Objects.equals(kind, asked));
    }

    boolean isFresh(long now) {
      return !isPurged && now - Math.min(bornSeconds, date) < lifetime;
    }
  }

  /** The cache, the list, and the time. */
  private static final class Pair implements Clock {
    long seconds = 1_700_000_000L;
    final BodyArena arena = new BodyArena(1 << 18);
    final ObjectCache cache = new ObjectCache(arena, 1 << 20, new HeapBudget(Long.MAX_VALUE), this);
    final List<Known> model = new ArrayList<>();
    int stored;

    @Override
    public long nanos() {
      return Duration.ofSeconds(seconds).toNanos();
    }

    @Override
    public Instant now() {
      return Instant.ofEpochSecond(seconds);
    }

    @Override
    public String toString() {
      return "empty";
    }
  }

  private static String key(Random random) {
    return "k" + random.nextInt(3);
  }

  private static @Nullable String kind(Random random) {
    int drawn = random.nextInt(3);
    return drawn == 0 ? null : "kind" + drawn;
  }

  private static Fields request(@Nullable String kind) {
    return kind == null ? Fields.NONE : Fields.of("X-Kind", kind);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void walk_anyOperations_agreesWithTheList(long seed) {
    RandomWalk<Pair> walk =
        RandomWalk.<Pair>on(random -> new Pair())
            .step("store", 8, CacheWalkTest::store)
            .step("find", 12, CacheWalkTest::find)
            .step("wait", 5, CacheWalkTest::pass)
            .step("update", 3, CacheWalkTest::update)
            .step("invalidate", 1, CacheWalkTest::invalidate)
            .step("purge", 1, CacheWalkTest::purge)
            .invariants(CacheWalkTest::holdsNothingElse);

    for (int i = 0; i < WALKS_PER_SEED; i++) {
      walk.run(seed * 1_000_000 + i, STEPS);
    }
  }

  private static Object store(Pair pair, Random random) {
    String key = key(random);
    String kind = kind(random);
    boolean varies = random.nextInt(3) > 0;
    long lifetime = random.nextInt(15);
    long date = pair.seconds - random.nextInt(8);
    List<String> fields = new ArrayList<>();
    fields.addAll(List.of("Cache-Control", "max-age=" + lifetime));
    fields.addAll(List.of("Date", HttpDate.format(date)));
    fields.addAll(List.of("X-Number", Integer.toString(++pair.stored)));
    if (varies) {
      fields.addAll(List.of("Vary", "X-Kind"));
    }
    Head head = new Head(200, Fields.of(fields.toArray(new String[0])), pair.seconds, pair.seconds);
    CachedBody body = pair.cache.newBody(16, 4);
    assertThat(body.append(ByteBuffer.wrap("body".getBytes(StandardCharsets.US_ASCII)))).isTrue();
    body.complete();
    Vary vary = Vary.of(head.fields());
    StoredResponse response = new StoredResponse(head, vary, vary.values(request(kind)), body);
    pair.cache.store(key, response, pair.cache.purges());
    body.release();
    pair.model.removeIf(
        old ->
            old.key.equals(key)
                && old.varies == varies
                && (!varies || Objects.equals(old.kind, kind)));
    pair.model.add(new Known(key, varies, kind, date, pair.seconds, lifetime, response));
    return key + " " + kind + (varies ? " varies" : "") + " max-age=" + lifetime;
  }

  /** Returns what is to be used: a fresh one before a stale one, of those the most recent. */
  private static @Nullable Known expected(Pair pair, String key, @Nullable String kind) {
    Known best = null;
    // Of equal dates the one that was stored last.
    for (int i = pair.model.size() - 1; i >= 0; i--) {
      Known one = pair.model.get(i);
      if (!one.fits(key, kind)) {
        continue;
      }
      boolean isFresh = one.isFresh(pair.seconds);
      if (best == null
          || (isFresh && !best.isFresh(pair.seconds))
          || (isFresh == best.isFresh(pair.seconds) && one.date > best.date)) {
        best = one;
      }
    }
    return best;
  }

  private static Object find(Pair pair, Random random) {
    String key = key(random);
    String kind = kind(random);

    Lookup found = pair.cache.find(key, request(kind), CacheControl.NONE, ON);

    Known wanted = expected(pair, key, kind);
    StoredResponse stored = found.stored();
    if (wanted == null) {
      assertThat(stored).isNull();
      assertThat(found.use()).isEqualTo(Use.NONE);
    } else {
      assertThat(stored).isNotNull();
      assertThat(number(stored)).isEqualTo(number(wanted.stored));
      assertThat(found.use() == Use.FRESH).isEqualTo(wanted.isFresh(pair.seconds));
      assertThat(found.age()).isEqualTo(pair.seconds - Math.min(wanted.bornSeconds, wanted.date));
    }
    return key + " " + kind + " " + found.use();
  }

  private static String number(@Nullable StoredResponse stored) {
    return stored == null ? "" : stored.head().fields().first("X-Number");
  }

  private static Object pass(Pair pair, Random random) {
    int seconds = random.nextInt(6);
    pair.seconds += seconds;
    return seconds;
  }

  /** A 304 comes for what is stored: it is as old as the 304 says, and for as long as that says. */
  private static Object update(Pair pair, Random random) {
    String key = key(random);
    String kind = kind(random);
    Known known = expected(pair, key, kind);
    StoredResponse stored = pair.cache.find(key, request(kind), CacheControl.NONE, ON).stored();
    if (known == null || stored == null) {
      return "nothing";
    }
    long lifetime = random.nextInt(15);
    Head news =
        new Head(
            304,
            Fields.of(
                "Cache-Control", "max-age=" + lifetime, "Date", HttpDate.format(pair.seconds)),
            pair.seconds,
            pair.seconds);
    StoredResponse updated = stored.withHead(stored.head().updatedBy(news));
    pair.cache.replace(key, stored, updated, pair.cache.purges());
    // It keeps its place among those that were stored.
    int at = pair.model.indexOf(known);
    pair.model.set(
        at,
        new Known(key, known.varies, known.kind, pair.seconds, pair.seconds, lifetime, updated));
    return key + " " + kind + " max-age=" + lifetime;
  }

  private static Object invalidate(Pair pair, Random random) {
    String key = key(random);
    pair.cache.invalidate(key);
    pair.model.removeIf(known -> known.key.equals(key));
    return key;
  }

  private static Object purge(Pair pair, Random random) {
    String key = key(random);
    boolean isSoft = random.nextBoolean();
    int count = pair.cache.purge(new Purge.Key(key), isSoft);
    assertThat(count)
        .as("what is stale already is not purged softly again")
        .isEqualTo(
            (int)
                pair.model.stream()
                    .filter(known -> known.key.equals(key) && !(isSoft && known.isPurged))
                    .count());
    if (isSoft) {
      pair.model.stream()
          .filter(known -> known.key.equals(key))
          .forEach(known -> known.isPurged = true);
    } else {
      pair.model.removeIf(known -> known.key.equals(key));
    }
    return key + (isSoft ? " softly" : "");
  }

  /** Every stored response holds its memory, and nothing else does. */
  private static void holdsNothingElse(Pair pair) {
    assertThat(pair.cache.size())
        .isEqualTo(pair.model.stream().map(known -> known.key).distinct().count());
    if (pair.model.isEmpty()) {
      assertThat(pair.arena.usedBytes()).isZero();
    }
    pair.model.forEach(
        known -> {
          assertThat(known.stored.body().retain()).isTrue();
          known.stored.body().release();
        });
  }
}
