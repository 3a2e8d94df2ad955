package io.x0.proxy;

import io.x0.cache.CacheDirectory;
import io.x0.cache.HeapBudget;
import io.x0.cache.ObjectCache;
import io.x0.cache.SecondTier;
import io.x0.cache.TierFigures;
import io.x0.cache.body.BodyArena;
import io.x0.time.Clock;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The caches of all directors, which share their memory. Thread-safe. */
public final class Caches implements CacheDirectory {
  private final BodyArena arena;
  private final long mostBytes;
  private final HeapBudget heap;
  private final Clock clock;
  private final @Nullable CacheDisk disk;
  private final Map<String, ObjectCache> byDirector = new ConcurrentHashMap<>();

  /**
   * @param mostBytes of all bodies together
   * @param heapBytes of all heads and indexes together
   * @param disk what is kept beyond memory, or null for nothing
   */
  public Caches(long mostBytes, long heapBytes, Clock clock, @Nullable CacheDisk disk) {
    this.disk = disk;
    this.arena = new BodyArena(mostBytes);
    this.mostBytes = mostBytes;
    this.clock = clock;
    this.heap = new HeapBudget(heapBytes);
    arena.appealTo(this::free);
    heap.appealTo(this::freeHeads);
  }

  /** Returns the cache of a director, made when it is first asked for. */
  ObjectCache of(String director) {
    return byDirector.computeIfAbsent(
        director,
        name ->
            new ObjectCache(
                arena, mostBytes, heap, clock, disk == null ? SecondTier.NONE : disk.of(name)));
  }

  @Override
  public Optional<ObjectCache> find(String director) {
    return Optional.ofNullable(byDirector.get(director));
  }

  @Override
  public Optional<TierFigures> beyond() {
    return Optional.ofNullable(disk).map(CacheDisk::figures);
  }

  @Override
  public long usedBytes() {
    return arena.usedBytes();
  }

  @Override
  public long capacityBytes() {
    return arena.capacityBytes();
  }

  /** Forgets all that a director has stored, because it is gone; another may come by that name. */
  public void remove(String director) {
    if (disk != null) {
      // It may have something there from before that nobody has asked for yet.
      ObjectCache unused = of(director);
    }
    ObjectCache cache = byDirector.remove(director);
    if (cache != null) {
      cache.close();
    }
  }

  /** Lets go of what was used least, in the largest cache. */
  private boolean free(long bytes) {
    ObjectCache largest = largest(ObjectCache::weight);
    return largest != null && largest.free(bytes);
  }

  private boolean freeHeads(long bytes) {
    ObjectCache largest = largest(ObjectCache::heapBytes);
    return largest != null && largest.free(bytes);
  }

  private @Nullable ObjectCache largest(ToLongFunction<ObjectCache> size) {
    return byDirector.values().stream().max(Comparator.comparingLong(size)).orElse(null);
  }
}
