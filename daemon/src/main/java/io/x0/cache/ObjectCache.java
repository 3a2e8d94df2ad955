package io.x0.cache;

import io.x0.cache.CacheStats.Event;
import io.x0.cache.body.BodyArena;
import io.x0.cache.body.CachedBody;
import io.x0.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The stored responses of one director, and the fills that are on their way. Thread-safe.
 *
 * <p>A response that leaves the cache gives back its body, which stays as long as somebody reads
 * it.
 */
public final class ObjectCache {
  /** More variants of one resource are not worth their room: a request field may have any value. */
  private static final int MOST_VARIANTS = 64;

  /** How long requests for what could not be stored do not wait for each other. */
  private static final long UNCACHEABLE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** How long a response of unknown length is not shared before its end, if one was too long. */
  private static final long OVERFLOWED_NANOS = TimeUnit.MINUTES.toNanos(10);

  private final BodyArena arena;
  private final Clock clock;
  private final CacheStats stats;
  private final Shelf shelf;
  private final HeapBudget heap;
  private final Fills fills = new Fills();
  private final PurgeLog purges = new PurgeLog();
  private final Judgements judgements;
  private final SecondShelf second;
  private final RecentKeys uncacheable;
  private final RecentKeys overflowed;

  /**
   * @param arena where bodies live
   * @param mostBytes of all that is stored, heads included
   * @param heap what heads may take, which caches share
   */
  public ObjectCache(BodyArena arena, long mostBytes, HeapBudget heap, Clock clock) {
    this(arena, mostBytes, heap, clock, SecondTier.NONE);
  }

  /**
   * @param tier where responses are kept beyond memory
   */
  public ObjectCache(
      BodyArena arena, long mostBytes, HeapBudget heap, Clock clock, SecondTier tier) {
    this.heap = heap;
    this.arena = arena;
    this.clock = clock;
    this.stats = new CacheStats(clock);
    this.uncacheable = new RecentKeys(clock, UNCACHEABLE_NANOS);
    this.overflowed = new RecentKeys(clock, OVERFLOWED_NANOS);
    this.shelf = new Shelf(mostBytes, heap, evicted -> stats.count(Event.EVICTED));
    this.judgements = new Judgements(purges, shelf);
    this.second = new SecondShelf(tier, shelf, stats, judgements);
  }

  /** Returns what it did. */
  public CacheStats stats() {
    return stats;
  }

  /** Returns how many resources are stored. */
  public long size() {
    return shelf.size();
  }

  /** Returns about how many bytes are stored. */
  public long weight() {
    return shelf.weight();
  }

  /** Returns about how many bytes of that are on the heap: heads and indexes. */
  public long heapBytes() {
    return shelf.heapBytes();
  }

  /** Lets go of about {@code bytes} that were used least; false if there is nothing. */
  public boolean free(long bytes) {
    return shelf.free(bytes);
  }

  /** Returns the time, in seconds since 1970. */
  public long nowSeconds() {
    return clock.now().getEpochSecond();
  }

  /** Returns a body for a response that may be stored. */
  public CachedBody newBody(long mostBytes, long expectedBytes) {
    return arena.body(mostBytes, expectedBytes);
  }

  /** Looks for a response in memory; the caller retains its body before it uses it. */
  public Lookup find(
      String key, Fields request, CacheControl requestControl, CacheSettings settings) {
    return find(key, request, requestControl, settings, List.of());
  }

  /**
   * Looks for a response in memory and among others.
   *
   * @param loaded by {@link #load}, for this request
   */
  public Lookup find(
      String key,
      Fields request,
      CacheControl requestControl,
      CacheSettings settings,
      List<StoredResponse> loaded) {
    Lookup best = Lookup.MISS;
    long now = nowSeconds();
    // Variants mostly differ by the values of the same fields, which are read once.
    Vary vary = Vary.NONE;
    List<String> wanted = List.of();
    for (List<StoredResponse> variants : List.of(shelf.use(key), loaded)) {
      for (StoredResponse variant : variants) {
        if (!variant.vary().equals(vary)) {
          vary = variant.vary();
          wanted = vary.values(request);
        }
        if (variant.fits(request, wanted)) {
          Lookup found = Lookup.of(variant, requestControl, settings, now);
          best = found.isBetterThan(best) ? found : best;
        }
      }
    }
    return best;
  }

  /** Returns whether what is not in memory may be beyond it. */
  public boolean mayLoad(String key, Fields request) {
    return second.tier().has(key, request);
  }

  /**
   * Brings what suits a request back into memory.
   *
   * @param then is told once, on any thread; the references to the bodies are its own to give back
   */
  public void load(String key, Fields request, Consumer<List<StoredResponse>> then) {
    second.load(key, request, length -> newBody(length, length), then);
    heap.keep();
  }

  /** Returns how many responses are kept beyond memory. */
  public long sizeBeyond() {
    return second.tier().size();
  }

  /** Returns the part that is stored for requests like this, or null. */
  @Nullable StoredResponse findPart(String key, Fields request) {
    for (StoredResponse variant : shelf.use(key)) {
      if (variant.part() != null && variant.isVariantFor(request)) {
        return variant;
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
    return !shelf.look(key).isEmpty() || second.tier().has(key);
  }

  /** Returns a count that grows with every purge, to be kept by who asks for a response. */
  public long purges() {
    return purges.count();
  }

  /**
   * Stores a response, in the place of the one for the same requests; takes a reference to its
   * body. What was purged since it was asked for is not stored, or as stale.
   *
   * @param purgesBefore {@link #purges} when it was asked for
   */
  public void store(String key, StoredResponse response, long purgesBefore) {
    StoredResponse judged = judgements.of(key, response, purgesBefore);
    if (judged == null || !response.body().retain()) {
      return;
    }
    shelf.change(
        key,
        variants -> {
          // A part does not take the place of the whole.
          variants.removeIf(
              old ->
                  old.isSameVariant(response) && (response.part() == null || old.part() != null));
          variants.add(0, judged);
          while (variants.size() > MOST_VARIANTS) {
            variants.remove(variants.size() - 1);
          }
        });
    stats.count(Event.STORED);
    uncacheable.remove(key);
    overflowed.remove(key);
    judgements.again(key, judged, purgesBefore);
    second.keep(key, response, purgesBefore);
    heap.keep();
  }

  /** Says that the body of a stored response is complete now. */
  public void completed(String key, StoredResponse response, long purgesBefore) {
    second.keep(key, response, purgesBefore);
  }

  /**
   * Puts a response with another head in the place of a stored one, if that is still there.
   *
   * @param purgesBefore {@link #purges} when its origin was asked
   */
  public void replace(String key, StoredResponse before, StoredResponse after, long purgesBefore) {
    StoredResponse judged = judgements.of(key, after, purgesBefore);
    if (judged == null) {
      return;
    }
    shelf.change(
        key,
        variants -> {
          int at = Shelf.indexOf(variants, before);
          if (at >= 0 && after.body().retain()) {
            variants.set(at, judged);
          }
        });
    judgements.again(key, judged, purgesBefore);
    second.keep(key, after, purgesBefore);
  }

  /** Lets go of a stored response. */
  public void remove(String key, StoredResponse response) {
    second.tier().remove(key, response);
    shelf.remove(key, response);
  }

  /**
   * Purges what is meant. What fills have asked for before this is not stored, and no request joins
   * them any more.
   *
   * @param isSoft whether it is declared stale, to be validated or served if no backend answers;
   *     otherwise it is let go
   * @return how many responses that were; those that were declared stale before do not count again
   */
  public int purge(Purge purge, boolean isSoft) {
    return purge(new SecondTier.Order(purge, isSoft, nowSeconds(), false)).count();
  }

  /** Purges in the same way, and tells when that lasts. */
  public SecondTier.Purged purgeForGood(Purge purge, boolean isSoft) {
    return purge(new SecondTier.Order(purge, isSoft, nowSeconds(), true));
  }

  private SecondTier.Purged purge(SecondTier.Order order) {
    Purge purge = order.purge();
    purges.add(purge, order.isSoft(), order.seconds());
    fills.forget(purge);
    SecondTier.Purged beyond = second.purge(order);
    int count = beyond.count();
    for (String key : shelf.keys(purge)) {
      count += purge(key, purge, order.isSoft(), order.seconds());
    }
    stats.count(Event.PURGED, count);
    return new SecondTier.Purged(count, beyond.lasting());
  }

  private int purge(String key, Purge purge, boolean isSoft, long now) {
    int[] count = {0};
    shelf.change(
        key,
        variants -> {
          count[0] = 0;
          for (int i = variants.size() - 1; i >= 0; i--) {
            StoredResponse variant = variants.get(i);
            if (!isMeant(purge, key, variant, isSoft)) {
              continue;
            }
            count[0]++;
            if (isSoft) {
              Shelf.declareStale(variants, i, now);
            } else {
              variants.remove(i);
            }
          }
        });
    return count[0];
  }

  /** Returns how many responses {@link #purge} would purge. */
  public int count(Purge purge, boolean isSoft) {
    int count = second.count(new SecondTier.Order(purge, isSoft, nowSeconds(), false));
    for (String key : shelf.keys(purge)) {
      for (StoredResponse variant : shelf.look(key)) {
        count += isMeant(purge, key, variant, isSoft) ? 1 : 0;
      }
    }
    return count;
  }

  private static boolean isMeant(Purge purge, String key, StoredResponse stored, boolean isSoft) {
    return SecondShelf.isMeant(purge, key, stored) && !(isSoft && stored.isPurged());
  }

  /** Forgets what is stored under a key, because its resource has changed (RFC 9111 §4.4). */
  public void invalidate(String key) {
    var unused = purge(new Purge.Key(key), false);
  }

  /** Lets go of everything, and stores nothing any more. */
  public void close() {
    judgements.close();
    var unused = purge(new Purge.All(), false);
  }

  /** Returns how many places the indexes have. */
  int indexSize() {
    return shelf.indexSize();
  }

  /** Notes that responses under a key cannot be stored: requests need not wait for each other. */
  public void markUncacheable(String key) {
    uncacheable.add(key);
  }

  /** Returns whether a response under a key could lately not be stored. */
  public boolean isUncacheable(String key) {
    return uncacheable.contains(key);
  }

  /** Notes that there was no room for a response under a key, which others had begun to read. */
  public void markOverflowed(String key) {
    overflowed.add(key);
  }

  /** Returns whether there was lately no room for a response under a key. */
  public boolean hasOverflowed(String key) {
    return overflowed.contains(key);
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
    return fills.joinOrLead(key, request, isFresh, fill);
  }

  /** Forgets a fill: nobody joins it any more. */
  public void leave(String key, Fill fill) {
    fills.leave(key, fill);
  }
}
