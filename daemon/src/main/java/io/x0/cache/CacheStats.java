package io.x0.cache;

import io.x0.stats.RateHistory;
import io.x0.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** What a cache did. Thread-safe; nobody waits for anybody else. */
public final class CacheStats {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /** What it can do. */
  public enum Event {
    /** Was asked. Each ends as at most one of hit, stale, collapsed and revalidated. */
    LOOKUP,
    /** Served fresh from the cache. */
    HIT,
    /** Asked a backend, because nothing was stored. */
    MISS,
    /** Asked a backend, because what was stored is not fresh any more. */
    EXPIRED,
    /** Served a stale response. */
    STALE,
    /** Served from the fill of another request. */
    COLLAPSED,
    /** Validated a stored response, which still holds, and served it. */
    REVALIDATED,
    /** Stored a response. */
    STORED,
    /** Brought a response back from the second tier. */
    LOADED,
    /** Let go of a response for want of room. */
    EVICTED,
    /** Purged or invalidated a response. */
    PURGED,
    /** Was not asked: the request is not for a cache. */
    BYPASSED
  }

  /**
   * How many requests came, and how many of them a stored response served. Immutable.
   *
   * @param lookups requests for which the cache was asked
   * @param served those of them that it served
   */
  public record Share(long lookups, long served) {
    private static final Share NONE = new Share(0, 0);

    private Share minus(Share earlier) {
      return new Share(lookups - earlier.lookups, served - earlier.served);
    }

    /** Returns the part that was served, 0 to 1; 0 if there were none. */
    public double ratio() {
      // What was asked for in one second may be served in the next.
      return lookups <= 0 ? 0 : Math.min(1, (double) served / lookups);
    }
  }

  private final Clock clock;
  private final Map<Event, LongAdder> counts = new EnumMap<>(Event.class);
  private final RateHistory<Share> history;

  CacheStats(Clock clock) {
    this.clock = clock;
    for (Event event : Event.values()) {
      counts.put(event, new LongAdder());
    }
    history = new RateHistory<>(this::total, Share::minus, Share.NONE, second());
  }

  /** Counts one. */
  public void count(Event event) {
    count(event, 1);
  }

  /** Counts several. */
  void count(Event event, long number) {
    history.moveTo(second());
    adder(event).add(number);
  }

  /** Returns how many there were. */
  public long get(Event event) {
    return adder(event).sum();
  }

  /** Returns how many requests it served of those that it could have. */
  public Share total() {
    long served = get(Event.HIT) + get(Event.STALE) + get(Event.COLLAPSED) + get(Event.REVALIDATED);
    return new Share(get(Event.LOOKUP), served);
  }

  /** Returns the same for each of the last 60 complete seconds, the oldest first. */
  public List<Share> history() {
    return history.complete(second());
  }

  private long second() {
    return Math.floorDiv(clock.nanos(), NANOS_PER_SECOND);
  }

  private LongAdder adder(Event event) {
    return Objects.requireNonNull(counts.get(event));
  }
}
