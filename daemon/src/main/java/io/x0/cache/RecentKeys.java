package io.x0.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.x0.time.Clock;

/**
 * Keys of which something was noted lately; those noted longest ago may be forgotten. Thread-safe.
 */
final class RecentKeys {
  private static final int MOST = 10_000;

  private final Clock clock;
  private final long nanos;
  private final Cache<String, Long> since = Caffeine.newBuilder().maximumSize(MOST).build();

  /**
   * @param nanos for how long a key is remembered
   */
  RecentKeys(Clock clock, long nanos) {
    this.clock = clock;
    this.nanos = nanos;
  }

  void add(String key) {
    since.put(key, clock.nanos());
  }

  void remove(String key) {
    since.invalidate(key);
  }

  boolean contains(String key) {
    Long noted = since.getIfPresent(key);
    return noted != null && clock.nanos() - noted < nanos;
  }
}
