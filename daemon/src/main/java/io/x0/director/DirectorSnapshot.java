package io.x0.director;

import io.x0.shaper.Bucket;
import io.x0.shaper.Level;
import io.x0.stats.LoadCounter.Load;
import java.util.ArrayList;
import java.util.List;

/**
 * What a director is and does at one moment. Immutable.
 *
 * @param config as the operator wants it
 * @param load requests in flight
 * @param queued requests that wait
 * @param dropped requests refused
 * @param unknownBuckets requests that asked for a bucket there is none of
 * @param backends its backends in the order of their definition
 * @param buckets its buckets from the root on, parents before children
 */
public record DirectorSnapshot(
    DirectorConfig config,
    Load load,
    Load queued,
    long dropped,
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
   */
  public record BucketSnapshot(
      String name,
      String parent,
      int rate,
      int ceil,
      int over,
      Load load,
      Load queued,
      long dropped) {

    /** Returns a bucket and all below it, parents before children. */
    static List<BucketSnapshot> tree(Bucket<?> bucket) {
      List<BucketSnapshot> out = new ArrayList<>();
      out.add(of(bucket));
      bucket.children().forEach(child -> out.addAll(tree(child)));
      return List.copyOf(out);
    }

    private static BucketSnapshot of(Bucket<?> bucket) {
      Bucket<?> parent = bucket.parent();
      return new BucketSnapshot(
          bucket.name(),
          parent == null ? "" : parent.name(),
          bucket.rate(),
          bucket.ceil(),
          bucket.over(),
          load(bucket.load()),
          load(bucket.queued()),
          bucket.dropped());
    }

    static Load load(Level level) {
      return new Load(level.current(), level.max(), level.total());
    }
  }

  /**
   * What a backend is and does at one moment. Immutable.
   *
   * @param config as the operator wants it
   * @param load requests in flight
   * @param failed attempts that failed
   */
  public record BackendSnapshot(BackendConfig config, Load load, long failed) {
    /** Returns whether it could serve if it had a free slot. */
    public boolean isUsable() {
      return config.enabled() && config.role() != Role.TERMINATE;
    }
  }
}
