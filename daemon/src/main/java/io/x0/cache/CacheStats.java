package io.x0.cache;

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

  private final LongAdder[] counts = new LongAdder[Event.values().length];

  CacheStats() {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  /** Counts one. */
  public void count(Event event) {
    counts[event.ordinal()].increment();
  }

  /** Returns how many there were. */
  public long get(Event event) {
    return counts[event.ordinal()].sum();
  }
}
