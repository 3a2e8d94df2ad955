package io.x0.director;

import io.x0.shaper.TokenShaper;
import io.x0.stats.TrafficStats;
import io.x0.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** What went through each bucket. Confined to the director's lock; the statistics are not. */
final class BucketTraffic {
  private final Clock clock;
  private final Map<String, TrafficStats> byName = new HashMap<>();

  BucketTraffic(Clock clock) {
    this.clock = clock;
  }

  /** Returns the statistics of a bucket. */
  TrafficStats of(String bucket) {
    return byName.computeIfAbsent(bucket, name -> new TrafficStats(clock));
  }

  /** Forgets the buckets that are gone. */
  void prune(TokenShaper<?> shaper) {
    byName.keySet().removeIf(name -> shaper.find(name) == null);
  }
}
