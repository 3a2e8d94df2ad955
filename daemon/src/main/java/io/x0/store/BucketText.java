package io.x0.store;

import io.x0.shaper.BucketSpec;
import io.x0.shaper.BucketTree;
import io.x0.shaper.Share;
import java.util.ArrayList;
import java.util.List;

/**
 * A bucket as text. Immutable.
 *
 * @param name its name
 * @param parent the name of the bucket it is in, which stands before it in a list of buckets
 * @param rate its assured share
 * @param ceil its largest share
 * @param queueLimit the most that wait in it, or {@code unlimited}
 */
record BucketText(String name, String parent, String rate, String ceil, String queueLimit) {
  private static final String UNLIMITED = "unlimited";

  /** Returns the buckets of a tree, parents before children. */
  static List<BucketText> of(BucketTree tree) {
    List<BucketText> texts = new ArrayList<>();
    tree.buckets().forEach(bucket -> flatten(bucket, BucketTree.ROOT, texts));
    return texts;
  }

  private static void flatten(BucketSpec bucket, String parent, List<BucketText> out) {
    out.add(
        new BucketText(
            bucket.name(),
            parent,
            bucket.rate().toString(),
            bucket.ceil().toString(),
            bucket.queueLimit() == BucketSpec.NO_LIMIT
                ? UNLIMITED
                : Integer.toString(bucket.queueLimit())));
    bucket.children().forEach(child -> flatten(child, bucket.name(), out));
  }

  /**
   * Returns the tree of these buckets.
   *
   * @throws IllegalArgumentException if they make none
   */
  static BucketTree tree(List<BucketText> texts) {
    BucketTree tree = BucketTree.EMPTY;
    for (BucketText text : texts) {
      tree =
          tree.withBucket(
              text.parent,
              BucketSpec.of(text.name, Share.parse(text.rate), Share.parse(text.ceil))
                  .withQueueLimit(
                      text.queueLimit.equals(UNLIMITED)
                          ? BucketSpec.NO_LIMIT
                          : Integer.parseInt(text.queueLimit)));
    }
    return tree;
  }
}
