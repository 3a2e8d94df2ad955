package io.x0.shaper;

import java.util.List;
import java.util.Objects;

/**
 * One bucket as the operator wants it. Immutable; whether it fits among its siblings and below its
 * parent is checked by {@link BucketTree}.
 *
 * @param name unique in the tree
 * @param rate assured tokens, a share of the parent's rate
 * @param ceil most tokens, a share of the parent's ceil
 * @param queueLimit most requests that wait in this bucket, or {@link #NO_LIMIT}
 * @param children the buckets that divide this one, in the order of their definition
 */
public record BucketSpec(
    String name, Share rate, Share ceil, int queueLimit, List<BucketSpec> children) {
  /** The queue limit that is none: only the limit of the whole tree holds. */
  public static final int NO_LIMIT = Integer.MAX_VALUE;

  public BucketSpec {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("bucket: '' (expected: a name)");
    }
    Objects.requireNonNull(rate, "rate");
    Objects.requireNonNull(ceil, "ceil");
    if (queueLimit < 0) {
      throw new IllegalArgumentException("queue-limit: " + queueLimit + " (expected: >= 0)");
    }
    children = List.copyOf(children);
  }

  /** Returns a bucket without a queue limit of its own. */
  public static BucketSpec of(String name, Share rate, Share ceil, BucketSpec... children) {
    return new BucketSpec(name, rate, ceil, NO_LIMIT, List.of(children));
  }

  /** Returns a bucket whose ceil is {@link #defaultCeil}. */
  public static BucketSpec of(String name, Share rate, BucketSpec... children) {
    return of(name, rate, defaultCeil(rate), children);
  }

  /** Returns the ceil of a bucket that names none: its rate, but at least one token. */
  public static Share defaultCeil(Share rate) {
    return rate.isZero() ? Share.tokens(1) : rate;
  }

  /** Returns a copy with another name. */
  public BucketSpec withName(String value) {
    return new BucketSpec(value, rate, ceil, queueLimit, children);
  }

  /** Returns a copy with another rate. */
  public BucketSpec withRate(Share value) {
    return new BucketSpec(name, value, ceil, queueLimit, children);
  }

  /** Returns a copy with another ceil. */
  public BucketSpec withCeil(Share value) {
    return new BucketSpec(name, rate, value, queueLimit, children);
  }

  /** Returns a copy with another queue limit. */
  public BucketSpec withQueueLimit(int value) {
    return new BucketSpec(name, rate, ceil, value, children);
  }

  /** Returns a copy with other children. */
  public BucketSpec withChildren(List<BucketSpec> value) {
    return new BucketSpec(name, rate, ceil, queueLimit, value);
  }
}
