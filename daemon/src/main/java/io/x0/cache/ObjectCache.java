package io.x0.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.x0.cache.CacheStats.Event;
import io.x0.cache.body.BodyArena;
import io.x0.cache.body.CachedBody;
import io.x0.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The stored responses of one director, and the fills that are on their way. Thread-safe.
 *
 * <p>The lock covers list surgery only. A response that leaves the cache gives back its body, which
 * stays as long as somebody reads it.
 */
public final class ObjectCache {
  /** More variants of one resource are not worth their room: a request field may have any value. */
  private static final int MOST_VARIANTS = 64;

  /** How long requests for what could not be stored do not wait for each other. */
  private static final long UNCACHEABLE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final BodyArena arena;
  private final Clock clock;
  private final CacheStats stats = new CacheStats();
  private final Cache<String, Entry> entries;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Map<String, List<Fill>> fills = new HashMap<>();

  private final Cache<String, Long> uncacheable = Caffeine.newBuilder().maximumSize(10_000).build();
  private final AtomicLong purges = new AtomicLong();

  /** All variants of one resource, the one stored last in front. Immutable. */
  private record Entry(List<StoredResponse> variants) {
    int weight() {
      long sum = 64;
      for (StoredResponse variant : variants) {
        sum += variant.footprint();
      }
      return (int) Math.min(Integer.MAX_VALUE, sum);
    }
  }

  /**
   * @param arena where bodies live
   * @param mostBytes of all that is stored, heads included
   */
  public ObjectCache(BodyArena arena, long mostBytes, Clock clock) {
    this.arena = arena;
    this.clock = clock;
    this.entries =
        Caffeine.newBuilder()
            .maximumWeight(mostBytes)
            .weigher((String key, Entry entry) -> entry.weight() + 2 * key.length())
            .executor(Runnable::run)
            .evictionListener((key, entry, cause) -> evicted(entry))
            .build();
  }

  /** Returns what it did. */
  public CacheStats stats() {
    return stats;
  }

  /** Returns how many resources are stored. */
  public long size() {
    entries.cleanUp();
    return entries.estimatedSize();
  }

  /** Returns about how many bytes are stored. */
  public long weight() {
    return entries.policy().eviction().map(e -> e.weightedSize().orElse(0)).orElse(0L);
  }

  /** Lets go of about {@code bytes} that were used least; false if there is nothing. */
  public boolean free(long bytes) {
    Map<String, Entry> coldest =
        entries.policy().eviction().map(e -> e.coldest(64)).orElse(Map.of());
    long freed = 0;
    for (Map.Entry<String, Entry> one : coldest.entrySet()) {
      if (freed >= bytes) {
        break;
      }
      if (entries.asMap().remove(one.getKey(), one.getValue())) {
        freed += one.getValue().weight();
        evicted(one.getValue());
      }
    }
    return freed > 0;
  }

  /** Returns the time, in seconds since 1970. */
  public long nowSeconds() {
    return clock.now().getEpochSecond();
  }

  /** Returns a body for a response that may be stored. */
  public CachedBody newBody(long mostBytes, long expectedBytes) {
    return arena.body(mostBytes, expectedBytes);
  }

  /** Looks for a stored response; the caller retains its body before it uses it. */
  public Lookup find(
      String key, Fields request, CacheControl requestControl, CacheSettings settings) {
    Entry entry = entries.getIfPresent(key);
    if (entry == null) {
      return Lookup.MISS;
    }
    Lookup best = Lookup.MISS;
    long now = nowSeconds();
    for (StoredResponse variant : entry.variants) {
      if (variant.fits(request)) {
        Lookup found = Lookup.of(variant, requestControl, settings, now);
        best = found.isBetterThan(best) ? found : best;
      }
    }
    return best;
  }

  /** Returns the part that is stored for requests like this, or null. */
  @Nullable StoredResponse findPart(String key, Fields request) {
    Entry entry = entries.getIfPresent(key);
    if (entry != null) {
      for (StoredResponse variant : entry.variants) {
        if (variant.part() != null && variant.isVariantFor(request)) {
          return variant;
        }
      }
    }
    return null;
  }

  /** Returns a fresh part that lacks nothing but its end, and is surely of one version; or null. */
  public @Nullable StoredResponse findBeginning(
      String key, Fields request, CacheControl control, CacheSettings settings) {
    StoredResponse found = findPart(key, request);
    Part part = found == null ? null : found.part();
    return found != null
            && part != null
            && part.isBeginning(found.body().length())
            && !found.head().strongTag().isEmpty()
            && Lookup.of(found, control, settings, nowSeconds()).use() == Lookup.Use.FRESH
        ? found
        : null;
  }

  /** Returns whether anything is stored under a key. */
  public boolean has(String key) {
    return entries.getIfPresent(key) != null;
  }

  /** Returns a count that grows with every purge: what was asked for before one is not stored. */
  public long purges() {
    return purges.get();
  }

  /**
   * Stores a response, in the place of the one for the same requests; takes a reference to its
   * body.
   *
   * @param purgesBefore {@link #purges} when it was asked for
   */
  public void store(String key, StoredResponse response, long purgesBefore) {
    if (purges.get() != purgesBefore || !response.body().retain()) {
      return;
    }
    change(
        key,
        variants -> {
          // A part does not take the place of the whole.
          variants.removeIf(
              old ->
                  old.isSameVariant(response) && (response.part() == null || old.part() != null));
          variants.add(0, response);
          while (variants.size() > MOST_VARIANTS) {
            variants.remove(variants.size() - 1);
          }
        });
    stats.count(Event.STORED);
    uncacheable.invalidate(key);
    if (purges.get() != purgesBefore) {
      remove(key, response);
    }
  }

  /** Puts a response with another head in the place of a stored one, if that is still there. */
  public void replace(String key, StoredResponse before, StoredResponse after) {
    change(
        key,
        variants -> {
          int at = indexOf(variants, before);
          if (at >= 0 && after.body().retain()) {
            variants.set(at, after);
          }
        });
  }

  /** Lets go of a stored response. */
  public void remove(String key, StoredResponse response) {
    change(
        key,
        variants -> {
          int at = indexOf(variants, response);
          if (at >= 0) {
            variants.remove(at);
          }
        });
  }

  @SuppressWarnings("ReferenceEquality")
  private static int indexOf(List<StoredResponse> variants, StoredResponse wanted) {
    for (int i = 0; i < variants.size(); i++) {
      if (variants.get(i).body() == wanted.body()) {
        return i;
      }
    }
    return -1;
  }

  private interface Surgery {
    void on(List<StoredResponse> variants);
  }

  /** The same values with another head are another response: each holds its own reference. */
  @SuppressWarnings("ReferenceEquality")
  private void change(String key, Surgery surgery) {
    List<StoredResponse> dropped = new ArrayList<>();
    entries
        .asMap()
        .compute(
            key,
            (k, entry) -> {
              dropped.clear();
              List<StoredResponse> variants =
                  new ArrayList<>(entry == null ? List.of() : entry.variants);
              List<StoredResponse> before = List.copyOf(variants);
              surgery.on(variants);
              for (StoredResponse old : before) {
                if (variants.stream().noneMatch(v -> v == old)) {
                  dropped.add(old);
                }
              }
              return variants.isEmpty() ? null : new Entry(List.copyOf(variants));
            });
    dropped.forEach(old -> old.body().release());
  }

  private void evicted(@Nullable Entry entry) {
    if (entry != null) {
      entry.variants.forEach(
          variant -> {
            stats.count(Event.EVICTED);
            variant.body().release();
          });
    }
  }

  /**
   * Purges what is stored under keys that fit.
   *
   * @param isSoft whether it is declared stale, to be validated or served if no backend answers;
   *     otherwise it is let go
   * @return how many responses that were
   */
  public int purge(BiPredicate<String, StoredResponse> isMeant, boolean isSoft) {
    purges.incrementAndGet();
    int[] count = {0};
    for (String key : List.copyOf(entries.asMap().keySet())) {
      change(
          key,
          variants -> {
            for (int i = variants.size() - 1; i >= 0; i--) {
              StoredResponse variant = variants.get(i);
              if (!isMeant.test(key, variant)) {
                continue;
              }
              count[0]++;
              stats.count(Event.PURGED);
              if (!isSoft) {
                variants.remove(i);
              } else if (variant.body().retain()) {
                variants.set(i, variant.purged());
              }
            }
          });
    }
    return count[0];
  }

  /** Forgets what is stored under a key, because its resource has changed (RFC 9111 §4.4). */
  public void invalidate(String key) {
    purges.incrementAndGet();
    change(
        key,
        variants -> {
          variants.forEach(variant -> stats.count(Event.PURGED));
          variants.clear();
        });
  }

  /** Notes that responses under a key cannot be stored: requests need not wait for each other. */
  public void markUncacheable(String key) {
    uncacheable.put(key, clock.nanos());
  }

  /** Returns whether a response under a key could lately not be stored. */
  public boolean isUncacheable(String key) {
    Long since = uncacheable.getIfPresent(key);
    return since != null && clock.nanos() - since < UNCACHEABLE_NANOS;
  }

  /**
   * Returns the fill that may serve a request, or makes the request lead one.
   *
   * @param fill the one that it leads if there is none
   */
  public Fill joinOrLead(
      String key, Fields request, CacheControl control, CacheSettings settings, Fill fill) {
    long now = nowSeconds();
    Predicate<StoredResponse> isFresh =
        stored -> Lookup.of(stored, control, settings, now).use() == Lookup.Use.FRESH;
    lock.lock();
    try {
      List<Fill> running = fills.computeIfAbsent(key, k -> new ArrayList<>(1));
      for (Fill candidate : running) {
        if (candidate.maySuit(request, isFresh)) {
          return candidate;
        }
      }
      running.add(fill);
      return fill;
    } finally {
      lock.unlock();
    }
  }

  /** Forgets a fill: nobody joins it any more. */
  public void leave(String key, Fill fill) {
    lock.lock();
    try {
      List<Fill> running = fills.get(key);
      if (running != null && running.remove(fill) && running.isEmpty()) {
        fills.remove(key);
      }
    } finally {
      lock.unlock();
    }
  }
}
