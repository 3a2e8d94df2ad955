package io.x0.shaper;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The rules of the shaper, written down as plainly as possible: lists of who holds and who waits,
 * and everything else computed from them each time it is asked for.
 */
final class ShaperModel {
  static final String ROOT = BucketTree.ROOT;

  /** One token, and where it is held. */
  static final class Held {
    final Token token;
    String bucket;

    Held(Token token, String bucket) {
      this.token = token;
      this.bucket = bucket;
    }
  }

  /** One waiter, and where it waits. */
  static final class Place {
    final Waiter<Integer> waiter;
    String bucket;

    Place(Waiter<Integer> waiter, String bucket) {
      this.waiter = waiter;
      this.bucket = bucket;
    }
  }

  record Limits(long rate, long ceil, long pool) {}

  final List<Held> held = new ArrayList<>();
  final List<Place> waiting = new ArrayList<>();
  BorrowPolicy policy = BorrowPolicy.LEND;
  BucketTree tree;
  int size;
  private final List<String> names = new ArrayList<>();
  private final Map<String, List<String>> children = new HashMap<>();
  private final Map<String, List<String>> paths = new HashMap<>();
  private final Map<String, Limits> limits = new HashMap<>();

  ShaperModel(BucketTree tree, int size) {
    this.tree = tree;
    this.size = size;
    readTree();
  }

  void resize(int newSize) {
    size = newSize;
    readTree();
  }

  void apply(BucketTree newTree) {
    held.forEach(one -> one.bucket = heir(one.bucket, newTree));
    waiting.forEach(one -> one.bucket = heir(one.bucket, newTree));
    tree = newTree;
    readTree();
  }

  private String heir(String bucket, BucketTree newTree) {
    return path(bucket).stream()
        .filter(name -> name.equals(ROOT) || newTree.find(name).isPresent())
        .findFirst()
        .orElseThrow();
  }

  /** All buckets, the root first. */
  List<String> names() {
    return names;
  }

  List<String> children(String bucket) {
    return Optional.ofNullable(children.get(bucket)).orElseThrow();
  }

  /** From the bucket up to the root. */
  private List<String> path(String bucket) {
    return Optional.ofNullable(paths.get(bucket)).orElseThrow();
  }

  private void readTree() {
    names.clear();
    children.clear();
    paths.clear();
    readTree(List.of(), ROOT, tree.buckets());
    computeLimits(ROOT, size, size);
  }

  private void readTree(List<String> above, String bucket, List<BucketSpec> below) {
    List<String> path = new ArrayList<>(List.of(bucket));
    path.addAll(above);
    paths.put(bucket, path);
    names.add(bucket);
    children.put(bucket, below.stream().map(BucketSpec::name).toList());
    below.forEach(child -> readTree(path, child.name(), child.children()));
  }

  private List<BucketSpec> specs(String bucket) {
    return bucket.equals(ROOT) ? tree.buckets() : tree.find(bucket).orElseThrow().children();
  }

  private void computeLimits(String bucket, long rate, long ceil) {
    long left = rate;
    for (BucketSpec child : specs(bucket)) {
      long childCeil = tokens(child.ceil(), ceil);
      if (childCeil == 0 && !child.ceil().isZero()) {
        childCeil = 1;
      }
      childCeil = Math.min(childCeil, ceil);
      long childRate = Math.min(tokens(child.rate(), rate), Math.min(childCeil, left));
      computeLimits(child.name(), childRate, childCeil);
      if (rate != TokenShaper.UNLIMITED) {
        left -= childRate;
      }
    }
    limits.put(bucket, new Limits(rate, ceil, left));
  }

  /** The walks use whole percents only. */
  private static long tokens(Share share, long size) {
    if (share instanceof Share.Tokens tokens) {
      return tokens.count();
    }
    long percent = ((Share.Fraction) share).value().movePointRight(2).longValueExact();
    if (size == TokenShaper.UNLIMITED) {
      return percent > 0 ? size : 0;
    }
    return size * percent / 100;
  }

  Limits limits(String bucket) {
    return Optional.ofNullable(limits.get(bucket)).orElseThrow();
  }

  long own(String bucket) {
    return held.stream().filter(one -> one.bucket.equals(bucket)).count();
  }

  long used(String bucket) {
    return held.stream().filter(one -> path(one.bucket).contains(bucket)).count();
  }

  List<Waiter<Integer>> queue(String bucket) {
    return waiting.stream()
        .filter(w -> w.bucket.equals(bucket))
        .map(w -> w.waiter)
        .sorted((a, b) -> Long.signum(a.arrivedNanos() - b.arrivedNanos()))
        .toList();
  }

  /** What is spoken for in a bucket if {@code newcomer} took one more token itself. */
  private long committedWith(String bucket, String newcomer) {
    long sum = own(bucket) + (bucket.equals(newcomer) ? 1 : 0);
    for (String child : children(bucket)) {
      sum += Math.max(limits(child).rate(), committedWith(child, newcomer));
    }
    return sum;
  }

  /** Whether the bucket is within its assured rate, what is reserved for its children included. */
  boolean isWithinRate(String bucket) {
    return committedWith(bucket, bucket) <= limits(bucket).rate();
  }

  boolean mayTake(String bucket) {
    List<String> path = path(bucket);
    if (!path.stream().allMatch(b -> used(b) + 1 <= limits(b).ceil())) {
      return false;
    }
    if (policy == BorrowPolicy.LEND) {
      return true;
    }
    for (String lender : path) {
      Limits limit = limits(lender);
      long committed = committedWith(lender, bucket);
      if (limit.rate() == TokenShaper.UNLIMITED || committed <= limit.rate()) {
        return true;
      }
      if (limit.ceil() != TokenShaper.UNLIMITED && committed > limit.ceil()) {
        return false;
      }
    }
    return false;
  }

  /** The buckets whose head could be granted a token now. */
  Set<String> servable(Predicate<Integer> slot) {
    Set<String> servable = new HashSet<>();
    for (String bucket : names()) {
      List<Waiter<Integer>> queue = queue(bucket);
      if (!queue.isEmpty() && slot.test(queue.get(0).payload()) && mayTake(bucket)) {
        servable.add(bucket);
      }
    }
    return servable;
  }

  /** The buckets one of which must be served next; only the round robin chooses among them. */
  Set<String> nextAmong(Set<String> servable) {
    Set<String> next = new HashSet<>();
    addNext(ROOT, servable, next);
    return next;
  }

  private void addNext(String bucket, Set<String> servable, Set<String> next) {
    int best = urgencyOfQueue(bucket, servable);
    for (String child : children(bucket)) {
      best = Math.min(best, urgency(child, servable));
    }
    if (best == NONE) {
      return;
    }
    if (urgencyOfQueue(bucket, servable) == best) {
      next.add(bucket);
    }
    for (String child : children(bucket)) {
      if (urgency(child, servable) == best) {
        addNext(child, servable, next);
      }
    }
  }

  private static final int NONE = 9;

  private int urgencyOfQueue(String bucket, Set<String> servable) {
    if (!servable.contains(bucket)) {
      return NONE;
    }
    return own(bucket) < limits(bucket).pool() ? 1 : 3;
  }

  private int urgency(String bucket, Set<String> servable) {
    List<String> below = names.stream().filter(name -> path(name).contains(bucket)).toList();
    if (below.stream().noneMatch(servable::contains)) {
      return NONE;
    }
    if (used(bucket) < limits(bucket).rate()) {
      return 1;
    }
    boolean ownerBelow =
        below.stream()
            .anyMatch(
                b ->
                    urgencyOfQueue(b, servable) == 1
                        || (!b.equals(bucket) && urgency(b, servable) == 1));
    return ownerBelow ? 2 : 3;
  }
}
