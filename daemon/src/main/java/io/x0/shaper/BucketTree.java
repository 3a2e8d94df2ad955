package io.x0.shaper;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A valid tree of buckets below the root. Immutable; every change yields a new tree or a {@link
 * BucketTreeException}.
 *
 * @param buckets the buckets directly below the root, in the order of their definition
 */
public record BucketTree(List<BucketSpec> buckets) {
  /** The name of the root, which no bucket may have. */
  public static final String ROOT = "root";

  /** No bucket but the root. */
  public static final BucketTree EMPTY = new BucketTree(List.of());

  public BucketTree {
    buckets = List.copyOf(buckets);
    Optional<TreeProblem> problem = check(buckets);
    if (problem.isPresent()) {
      throw new BucketTreeException(problem.get());
    }
  }

  /** Returns the tree of these buckets. */
  public static BucketTree of(BucketSpec... buckets) {
    return new BucketTree(List.of(buckets));
  }

  /** Returns the first problem of a tree of these buckets, or empty if they make one. */
  public static Optional<TreeProblem> check(List<BucketSpec> buckets) {
    return check(Share.ALL, Share.ALL, buckets, new HashSet<>(Set.of(ROOT)));
  }

  /** Returns the bucket of that name, or empty; the root is not among them. */
  public Optional<BucketSpec> find(String name) {
    return find(buckets, name);
  }

  /** Returns the tree with another bucket, the last one below {@code parent}. */
  public BucketTree withBucket(String parent, BucketSpec bucket) {
    if (parent.equals(ROOT)) {
      return new BucketTree(appended(buckets, bucket));
    }
    return withChanged(parent, b -> b.withChildren(appended(b.children(), bucket)));
  }

  /** Returns the tree with another bucket in the place of {@code name}, children included. */
  public BucketTree withChanged(String name, UnaryOperator<BucketSpec> change) {
    requireBucket(name);
    return new BucketTree(changed(buckets, name, change));
  }

  /** Returns the tree with another rate of a bucket, which its ceil has to allow. */
  public BucketTree withRate(String name, Share rate) {
    Share ceil = requireBucket(name).ceil();
    if (exceeds(rate, ceil)) {
      throw new BucketTreeException(rateProblem(name, rate, "at most the ceil, " + ceil));
    }
    return withChanged(name, b -> b.withRate(rate));
  }

  /** Returns the tree with another ceil of a bucket, which has to allow its rate. */
  public BucketTree withCeil(String name, Share ceil) {
    return withChanged(name, b -> b.withCeil(ceil));
  }

  /** Returns the tree without a bucket and all below it. */
  public BucketTree without(String name) {
    requireBucket(name);
    return new BucketTree(removed(buckets, name));
  }

  private BucketSpec requireBucket(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new BucketTreeException(
                    new TreeProblem(
                        TreeFault.INVALID_CHILD_NODE,
                        name,
                        name.equals(ROOT) ? "the root is fixed" : "no such bucket")));
  }

  private static Optional<TreeProblem> check(
      Share parentRate, Share parentCeil, List<BucketSpec> buckets, Set<String> names) {
    BigDecimal left =
        parentRate instanceof Share.Tokens tokens
            ? BigDecimal.valueOf(tokens.count())
            : BigDecimal.ONE;
    for (BucketSpec bucket : buckets) {
      left = left.subtract(amount(bucket.rate(), parentRate));
      Optional<TreeProblem> problem = check(bucket, left, parentCeil, names);
      if (problem.isEmpty()) {
        problem = check(bucket.rate(), bucket.ceil(), bucket.children(), names);
      }
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  private static Optional<TreeProblem> check(
      BucketSpec bucket, BigDecimal left, Share parentCeil, Set<String> names) {
    if (isNegative(bucket.rate()) || left.add(Share.Text.TOLERANCE).signum() < 0) {
      return Optional.of(
          rateProblem(bucket.name(), bucket.rate(), "from 0 to what its siblings leave"));
    }
    Share ceil = bucket.ceil();
    if (isNegative(ceil) || exceeds(bucket.rate(), ceil) || exceedsParent(ceil, parentCeil)) {
      return Optional.of(
          new TreeProblem(
              TreeFault.CEIL_LIMIT_OVERFLOW,
              bucket.name(),
              ceil + " (expected: at least the rate, " + bucket.rate() + ", at most the parent)"));
    }
    if (!names.add(bucket.name())) {
      return Optional.of(
          new TreeProblem(
              TreeFault.NAME_CONFLICT,
              bucket.name(),
              bucket.name().equals(ROOT) ? "the name of the root" : "named twice"));
    }
    return Optional.empty();
  }

  private static TreeProblem rateProblem(String bucket, Share rate, String expected) {
    return new TreeProblem(
        TreeFault.RATE_LIMIT_OVERFLOW, bucket, rate + " (expected: " + expected + ")");
  }

  /**
   * Returns what {@code rate} takes of its parent: tokens if the parent has an absolute rate, else
   * a fraction. Absolute tokens of a fraction are only known once there is a size.
   */
  private static BigDecimal amount(Share rate, Share parentRate) {
    if (rate instanceof Share.Fraction fraction) {
      return parentRate instanceof Share.Tokens tokens
          ? fraction.value().multiply(BigDecimal.valueOf(tokens.count()))
          : fraction.value();
    }
    return parentRate instanceof Share.Tokens
        ? BigDecimal.valueOf(((Share.Tokens) rate).count())
        : BigDecimal.ZERO;
  }

  private static boolean isNegative(Share share) {
    return share instanceof Share.Fraction fraction && fraction.value().signum() < 0;
  }

  /** Returns whether one share is certainly the larger; a fraction and tokens do not compare. */
  private static boolean exceeds(Share share, Share limit) {
    if (share instanceof Share.Fraction a && limit instanceof Share.Fraction b) {
      return a.value().compareTo(b.value()) > 0;
    }
    return share instanceof Share.Tokens a
        && limit instanceof Share.Tokens b
        && a.count() > b.count();
  }

  private static boolean exceedsParent(Share ceil, Share parentCeil) {
    return exceeds(ceil, Share.ALL) || (ceil instanceof Share.Tokens && exceeds(ceil, parentCeil));
  }

  private static Optional<BucketSpec> find(List<BucketSpec> buckets, String name) {
    for (BucketSpec bucket : buckets) {
      Optional<BucketSpec> found =
          bucket.name().equals(name) ? Optional.of(bucket) : find(bucket.children(), name);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static List<BucketSpec> appended(List<BucketSpec> buckets, BucketSpec bucket) {
    List<BucketSpec> longer = new ArrayList<>(buckets);
    longer.add(bucket);
    return longer;
  }

  private static List<BucketSpec> changed(
      List<BucketSpec> buckets, String name, UnaryOperator<BucketSpec> change) {
    return buckets.stream()
        .map(
            b ->
                b.name().equals(name)
                    ? change.apply(b)
                    : b.withChildren(changed(b.children(), name, change)))
        .toList();
  }

  private static List<BucketSpec> removed(List<BucketSpec> buckets, String name) {
    return buckets.stream()
        .filter(b -> !b.name().equals(name))
        .map(b -> b.withChildren(removed(b.children(), name)))
        .toList();
  }
}
