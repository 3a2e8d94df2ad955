package io.x0.director;

import io.x0.common.unit.Capacity;
import io.x0.health.HealthStatus;
import io.x0.shaper.Bucket;
import io.x0.shaper.Level;
import io.x0.stats.EndingCounts;
import io.x0.stats.LoadCounter.Load;
import io.x0.stats.TrafficStats;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What a director is and does at one moment. Immutable.
 *
 * @param config as the operator wants it
 * @param load requests in flight
 * @param queued requests that wait
 * @param dropped requests refused
 * @param counts attempts by their end
 * @param retryRefused retries that the budget did not allow
 * @param traffic what went through it: live figures
 * @param endings requests by how they ended: live counts
 * @param unknownBuckets requests that asked for a bucket there is none of
 * @param backends its backends in the order of their definition
 * @param buckets its buckets from the root on, parents before children
 */
public record DirectorSnapshot(
    DirectorConfig config,
    Load load,
    Load queued,
    long dropped,
    Counts counts,
    long retryRefused,
    TrafficStats traffic,
    EndingCounts endings,
    long unknownBuckets,
    List<BackendSnapshot> backends,
    List<BucketSnapshot> buckets) {

  /**
   * What a bucket is and does at one moment. Immutable.
   *
   * @param name its name
   * @param parent the name of the bucket above, or empty for the root
   * @param rate assured tokens
   * @param ceil most tokens; {@link io.x0.shaper.TokenShaper#UNLIMITED} is no limit
   * @param over tokens beyond the assured ones
   * @param load requests in flight, its children's included
   * @param queued requests that wait, its children's included
   * @param dropped requests refused or expired
   * @param traffic what went through it, its children's excluded: live figures
   */
  public record BucketSnapshot(
      String name,
      String parent,
      int rate,
      int ceil,
      int over,
      Load load,
      Load queued,
      long dropped,
      TrafficStats traffic) {

    /** Returns a bucket and all below it, parents before children. */
    static List<BucketSnapshot> tree(Bucket<?> bucket, Function<String, TrafficStats> traffic) {
      List<BucketSnapshot> out = new ArrayList<>();
      out.add(of(bucket, traffic.apply(bucket.name())));
      bucket.children().forEach(child -> out.addAll(tree(child, traffic)));
      return List.copyOf(out);
    }

    private static BucketSnapshot of(Bucket<?> bucket, TrafficStats traffic) {
      Bucket<?> parent = bucket.parent();
      return new BucketSnapshot(
          bucket.name(),
          parent == null ? "" : parent.name(),
          bucket.rate(),
          bucket.ceil(),
          bucket.over(),
          load(bucket.load()),
          load(bucket.queued()),
          bucket.dropped(),
          traffic);
    }

    static Load load(Level level) {
      return new Load(level.current(), level.max(), level.total());
    }
  }

  /**
   * What a backend is and does at one moment. Immutable.
   *
   * @param config as the operator wants it
   * @param usable whether it could serve if it had a free slot
   * @param held whether it came back online and is kept from serving until an operator enables it
   * @param health what is known of it
   * @param capacity most requests in flight at once now, with slow-start
   * @param throttle its share of its full capacity or weight, in percent from 1 to 100
   * @param load requests in flight
   * @param counts attempts by their end
   * @param traffic what went through it: live figures
   */
  public record BackendSnapshot(
      BackendConfig config,
      boolean usable,
      boolean held,
      HealthStatus health,
      Capacity capacity,
      int throttle,
      Load load,
      Counts counts,
      TrafficStats traffic) {

    /** Returns whether it could serve if it had a free slot. */
    public boolean isUsable() {
      return usable;
    }
  }

  /**
   * Attempts by their end, since the start of x0d. Immutable.
   *
   * @param failed those that failed, unreachable ones included
   * @param unreachable those that found no connection
   * @param aborted those whose client left
   * @param retried those that repeated a failed one
   * @param redispatched those of them that went to another backend than the failed one
   */
  public record Counts(
      long failed, long unreachable, long aborted, long retried, long redispatched) {}
}
