package io.x0.shaper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Divides the tokens of a director among the buckets of a tree, and keeps who waits for one.
 *
 * <p>Confined to the caller's lock: nothing here locks, blocks or reads a clock. Times are
 * nanoseconds of one monotonic clock, passed in.
 *
 * <p>A request takes a token with {@link #tryAcquire}, or waits after {@link #enqueue} until {@link
 * #next} grants it one, and gives it back with {@link #release}. After everything that may let
 * somebody go on (a release, an enqueue, growth, a changed tree or policy, a backend with a free
 * slot) the caller calls {@link #next} until it returns null.
 *
 * @param <T> what waits
 */
public final class TokenShaper<T> {
  /** The size of a root without a limit. Every share of it is unlimited; absolute tokens hold. */
  public static final int UNLIMITED = Integer.MAX_VALUE;

  /** The longest queue timeout, about 146 years, so that deadlines compare correctly. */
  public static final long MAX_QUEUE_TIMEOUT_NANOS = 1L << 62;

  private final Bucket<T> root =
      new Bucket<>(this, BucketSpec.of(BucketTree.ROOT, Share.ALL, Share.ALL));
  private final Map<String, Bucket<T>> buckets = new LinkedHashMap<>();
  private final DequeueOrder<T> order = new DequeueOrder<>(root);
  private BorrowPolicy policy = BorrowPolicy.LEND;
  private int queueLimit = 1000;
  private long queueTimeoutNanos = 30_000_000_000L;

  /** Returns a shaper of {@code size} tokens that lends, with a queue of 1000 for 30 seconds. */
  public TokenShaper(BucketTree tree, int size) {
    build(tree);
    resize(size);
  }

  /** Returns the root, which holds all tokens in use. */
  public Bucket<T> root() {
    return root;
  }

  /** Returns the bucket of that name, the root included, or null if there is none. */
  public @Nullable Bucket<T> find(String name) {
    return buckets.get(name);
  }

  /** Returns when tokens are lent. */
  public BorrowPolicy policy() {
    return policy;
  }

  /** Changes when tokens are lent. What is in use stays so, even if it could not be taken now. */
  public void changePolicy(BorrowPolicy value) {
    policy = value;
  }

  /** Changes the most that wait in all buckets together. Who waits already may stay. */
  public void changeQueueLimit(int value) {
    if (value < 0) {
      throw new IllegalArgumentException("queue limit: " + value + " (expected: >= 0)");
    }
    queueLimit = value;
  }

  /** Changes how long one may wait, also for those who wait already. */
  public void changeQueueTimeout(long timeoutNanos) {
    if (timeoutNanos < 1 || timeoutNanos > MAX_QUEUE_TIMEOUT_NANOS) {
      throw new IllegalArgumentException("queue timeout: " + timeoutNanos + " (expected: >= 1)");
    }
    queueTimeoutNanos = timeoutNanos;
  }

  /**
   * Changes the number of tokens. Tokens in use stay so: after a shrink a bucket may have more than
   * its ceil until enough are released.
   *
   * @param size from 0, or {@link #UNLIMITED}; a director without a limit of its backends but with
   *     one of its own passes that
   */
  public void resize(int size) {
    if (size < 0) {
      throw new IllegalArgumentException("size: " + size + " (expected: >= 0)");
    }
    root.limit(size, size);
    root.recount();
  }

  /**
   * Changes the tree. Buckets whose name stays keep their tokens, queue and statistics, wherever in
   * the tree they are now. The tokens and waiters of a removed bucket go to the nearest bucket that
   * was above it and remains, the waiters in the order of their arrival.
   */
  public void apply(BucketTree tree) {
    build(tree);
    resize(root.ceil());
  }

  /**
   * Takes a token for a request that has just arrived. Nobody is overtaken: it takes none while
   * anybody waits, here or elsewhere, who could be granted one now.
   *
   * @return the token, or null if there is none for it
   */
  public @Nullable Token tryAcquire(Bucket<T> bucket) {
    return isAnybodyServable() ? null : tryAcquireFirst(bucket);
  }

  /**
   * Takes a token for a request that cannot wait, ahead of those who do.
   *
   * @return the token, or null if there is none for it
   */
  public @Nullable Token tryAcquireFirst(Bucket<T> bucket) {
    Bucket<T> asked = mine(bucket);
    if (!policy.allows(asked)) {
      return null;
    }
    asked.take();
    return new Token(asked);
  }

  /** Returns whether anybody waits who could be granted a token now. */
  public boolean isAnybodyServable() {
    if (root.waiting() == 0) {
      return false;
    }
    order.start();
    return order.first(policy) != null;
  }

  /**
   * Gives back a token.
   *
   * @return whether it was still out; a second call changes nothing
   */
  public boolean release(Token token) {
    Bucket<?> home = token.bucket();
    if (home.shaper != this) {
      throw new IllegalArgumentException("token of another shaper: " + home.name());
    }
    if (token.isReleased()) {
      return false;
    }
    token.markReleased();
    home.giveBack();
    return true;
  }

  /**
   * Puts a request into the queue of a bucket, behind those that arrived before it. One that waited
   * before and comes back with its first arrival time has its place again.
   *
   * @param arrivedNanos when the request arrived
   * @return its place, or null if the queue is full
   */
  public @Nullable Waiter<T> enqueue(Bucket<T> bucket, T payload, long arrivedNanos) {
    Bucket<T> asked = mine(bucket);
    if (root.waiting() >= queueLimit || asked.isQueueFull()) {
      asked.countDropped();
      return null;
    }
    Waiter<T> waiter = new Waiter<>(asked, payload, arrivedNanos);
    asked.enqueue(waiter);
    return waiter;
  }

  /**
   * Takes a waiter out of its queue.
   *
   * @return whether it was still waiting; otherwise nothing changes
   */
  public boolean withdraw(Waiter<T> waiter) {
    if (waiter.state() != Waiter.State.WAITING) {
      return false;
    }
    mine(waiter.bucket).dequeue(waiter);
    waiter.end(Waiter.State.WITHDRAWN);
    return true;
  }

  /** Takes everybody out of the queues, and returns them. */
  public List<Waiter<T>> withdrawAll() {
    List<Waiter<T>> withdrawn = new ArrayList<>(root.waiting());
    for (Bucket<T> bucket : buckets.values()) {
      for (Waiter<T> head = bucket.queue.head(); head != null; head = bucket.queue.head()) {
        bucket.dequeue(head);
        head.end(Waiter.State.WITHDRAWN);
        withdrawn.add(head);
      }
    }
    return withdrawn;
  }

  /** Takes those out of the queues who have waited for the queue timeout, and returns them. */
  public List<Waiter<T>> expire(long nowNanos) {
    if (root.waiting() == 0) {
      return List.of();
    }
    List<Waiter<T>> expired = new ArrayList<>();
    for (Bucket<T> bucket : buckets.values()) {
      Waiter<T> head = bucket.queue.head();
      while (head != null && nowNanos - head.arrivedNanos() >= queueTimeoutNanos) {
        bucket.dequeue(head);
        bucket.countDropped();
        head.end(Waiter.State.EXPIRED);
        expired.add(head);
        head = bucket.queue.head();
      }
    }
    return expired;
  }

  /** Returns when the next waiter will have waited too long, or empty if nobody waits. */
  public OptionalLong earliestDeadline() {
    @Nullable Waiter<T> earliest = null;
    for (Bucket<T> bucket : buckets.values()) {
      Waiter<T> head = bucket.queue.head();
      if (head != null && (earliest == null || head.arrivedNanos() - earliest.arrivedNanos() < 0)) {
        earliest = head;
      }
    }
    return earliest == null
        ? OptionalLong.empty()
        : OptionalLong.of(earliest.arrivedNanos() + queueTimeoutNanos);
  }

  /**
   * Grants a token to the next waiter that also gets a slot.
   *
   * <p>Candidates are offered to {@code slot} in the order of {@link DequeueOrder}, the head of
   * each bucket once. The first for which it returns true leaves its queue and holds a token. One
   * that is refused keeps its place and its turn, and those behind it in the same queue wait with
   * it. If {@code slot} throws, nothing has changed.
   *
   * @param slot takes a slot for what waits, or returns false; must not call this shaper
   * @return the granted waiter, or null if nobody can go on
   */
  public @Nullable Waiter<T> next(Predicate<? super T> slot) {
    if (root.waiting() == 0) {
      return null;
    }
    order.start();
    for (Bucket<T> bucket = order.first(policy); bucket != null; bucket = order.first(policy)) {
      Waiter<T> head = bucket.queue.head();
      if (head != null && slot.test(head.payload())) {
        order.serve(bucket);
        bucket.dequeue(head);
        bucket.take();
        head.grant(new Token(bucket));
        return head;
      }
      order.passOver(bucket);
    }
    return null;
  }

  /** Returns what stands for {@code bucket} in the tree of this shaper. */
  private Bucket<T> mine(Bucket<T> bucket) {
    if (bucket.shaper != this) {
      throw new IllegalArgumentException("bucket of another shaper: " + bucket.name());
    }
    return bucket.live();
  }

  /** Puts the buckets in the shape of {@code tree}; limits and sums must be recomputed then. */
  private void build(BucketTree tree) {
    Map<String, Bucket<T>> former = new LinkedHashMap<>(buckets);
    former.remove(BucketTree.ROOT);
    buckets.clear();
    buckets.put(BucketTree.ROOT, root);
    BucketSpec fixed = BucketSpec.of(BucketTree.ROOT, Share.ALL, Share.ALL);
    root.define(fixed, null, build(root, tree.buckets(), former));
    former.values().forEach(Bucket::remove);
    former.values().forEach(Bucket::bequeath);
  }

  private List<Bucket<T>> build(
      Bucket<T> parent, List<BucketSpec> specs, Map<String, Bucket<T>> former) {
    List<Bucket<T>> built = new ArrayList<>();
    for (BucketSpec spec : specs) {
      Bucket<T> kept = former.remove(spec.name());
      Bucket<T> bucket = kept == null ? new Bucket<>(this, spec) : kept;
      buckets.put(spec.name(), bucket);
      bucket.define(spec, parent, build(bucket, spec.children(), former));
      built.add(bucket);
    }
    return built;
  }
}
