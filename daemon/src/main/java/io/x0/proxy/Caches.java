package io.x0.proxy;

import io.x0.cache.ObjectCache;
import io.x0.cache.body.BodyArena;
import io.x0.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The caches of all directors, which share their memory. Thread-safe. */
public final class Caches {
  private final BodyArena arena;
  private final long mostBytes;
  private final Clock clock;
  private final Map<String, ObjectCache> byDirector = new ConcurrentHashMap<>();

  /**
   * @param mostBytes of all bodies together
   */
  public Caches(long mostBytes, Clock clock) {
    this.arena = new BodyArena(mostBytes);
    this.mostBytes = mostBytes;
    this.clock = clock;
    arena.appealTo(this::free);
  }

  /** Returns the cache of a director, made when it is first asked for. */
  ObjectCache of(String director) {
    return byDirector.computeIfAbsent(director, name -> new ObjectCache(arena, mostBytes, clock));
  }

  /** Returns the cache of a director, or empty if it never cached. */
  public Optional<ObjectCache> find(String director) {
    return Optional.ofNullable(byDirector.get(director));
  }

  /** Returns the bytes that bodies take now. */
  public long usedBytes() {
    return arena.usedBytes();
  }

  /** Returns the most bytes that bodies can take. */
  public long capacityBytes() {
    return arena.capacityBytes();
  }

  /** Lets go of what was used least, in the largest cache. */
  private boolean free(long bytes) {
    ObjectCache largest = null;
    for (ObjectCache cache : byDirector.values()) {
      if (largest == null || cache.weight() > largest.weight()) {
        largest = cache;
      }
    }
    return largest != null && largest.free(bytes);
  }
}
