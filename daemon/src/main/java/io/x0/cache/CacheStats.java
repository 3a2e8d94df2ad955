package io.x0.cache;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** What a cache did. Thread-safe. */
public final class CacheStats {
  /** What it can do. */
  public enum Event {
    /** Served fresh from the cache. */
    HIT,
    /** Asked a backend. */
    MISS,
    /** Served a stale response. */
    STALE,
    /** Served from the fill of another request. */
    COLLAPSED,
    /** Validated a stored response, which still holds. */
    REVALIDATED,
    /** Stored a response. */
    STORED,
    /** Let go of a response for want of room, or because it was too old. */
    EVICTED,
    /** Purged or invalidated a response. */
    PURGED,
    /** Was not asked: the request is not for a cache. */
    BYPASSED
  }

  private final Map<Event, LongAdder> counts = new EnumMap<>(Event.class);

  CacheStats() {
    for (Event event : Event.values()) {
      counts.put(event, new LongAdder());
    }
  }

  /** Counts one. */
  public void count(Event event) {
    adder(event).increment();
  }

  /** Returns how many there were. */
  public long get(Event event) {
    return adder(event).sum();
  }

  private LongAdder adder(Event event) {
    return Objects.requireNonNull(counts.get(event));
  }
}
