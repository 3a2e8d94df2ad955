package io.x0.shaper;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A node of the live tree: its limits, the tokens in use through it, and who waits in it. Confined
 * to the caller's lock.
 *
 * <p>A bucket lives as long as its name is in the tree. Once removed it stands for the nearest
 * bucket above it that remained, so whoever still holds it does no harm.
 *
 * @param <T> what waits
 */
public final class Bucket<T> {
  final TokenShaper<T> shaper;
  final WaitQueue<T> queue = new WaitQueue<>();
  final DeficitRoundRobin<T> robin = new DeficitRoundRobin<>();
  final Turn<T> turn = new Turn<>(this, false);
  final Turn<T> ownTurn = new Turn<>(this, true);

  /** The last pass of {@link DequeueOrder} that left this queue out. */
  long passedOver;

  private final String name;
  private final Level load = new Level();
  private final List<Bucket<T>> children = new ArrayList<>();
  private final List<Bucket<T>> childrenView = Collections.unmodifiableList(children);
  private BucketSpec spec;
  private @Nullable Bucket<T> parent;
  private boolean removed;
  private int rate;
  private int ceil;
  private int pool;
  private int own;
  private int waiting;
  private long dropped;

  /**
   * The tokens that are spoken for: those in use by this bucket itself, and for each child the
   * larger of what it is assured and what it has committed. Above {@link #rate} means that this
   * bucket borrows, or will have to once its children want what they are assured.
   */
  private long committed;

  Bucket(TokenShaper<T> shaper, BucketSpec spec) {
    this.shaper = shaper;
    this.name = spec.name();
    this.spec = spec;
    robin.replace(List.of(ownTurn));
  }

  /** Returns its name; the root is called {@link BucketTree#ROOT}. */
  public String name() {
    return name;
  }

  /** Returns the bucket above, or null for the root. */
  public @Nullable Bucket<T> parent() {
    return parent;
  }

  /** Returns the buckets below, in the order of their definition; a live view. */
  public List<Bucket<T>> children() {
    return childrenView;
  }

  /** Returns the tokens it is assured. */
  public int rate() {
    return rate;
  }

  /** Returns the most tokens it may have. */
  public int ceil() {
    return ceil;
  }

  /** Returns the assured tokens that are not passed on to children. */
  public int pool() {
    return pool;
  }

  /** Returns the tokens in use through it, those of the buckets below included. */
  public int used() {
    return load.current();
  }

  /** Returns the tokens in use by itself. */
  public int own() {
    return own;
  }

  /** Returns the tokens in use beyond what it is assured. */
  public int over() {
    return Math.max(0, used() - rate);
  }

  /** Returns the tokens in use through it over time. */
  public Level load() {
    return load;
  }

  /** Returns the length of its own queue over time. */
  public Level queued() {
    return queue.level();
  }

  /** Returns how many wait in it and in the buckets below. */
  public int waiting() {
    return waiting;
  }

  /** Returns how many were refused by a full queue or waited too long in its own queue. */
  public long dropped() {
    return dropped;
  }

  /** Returns whether it is no longer part of the tree. */
  public boolean isRemoved() {
    return removed;
  }

  @Override
  public String toString() {
    return name + " " + used() + "/" + rate + ".." + ceil + " queued " + queue.size();
  }

  /** Returns this, or what stands in its place once removed. */
  Bucket<T> live() {
    Bucket<T> bucket = this;
    while (bucket.removed) {
      bucket = Objects.requireNonNull(bucket.parent);
    }
    return bucket;
  }

  boolean isBelowCeils() {
    for (Bucket<T> bucket = this; bucket != null; bucket = bucket.parent) {
      if (bucket.used() >= bucket.ceil) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether an assured token is neither in use nor reserved for a child. */
  boolean hasUncommittedRate() {
    return rate == TokenShaper.UNLIMITED || committed < rate;
  }

  /** Returns whether one more can be borrowed and the children still get what they are assured. */
  boolean hasUncommittedCeil() {
    return committed < ceil;
  }

  boolean isQueueFull() {
    return queue.size() >= spec.queueLimit();
  }

  void take() {
    own++;
    long delta = 1;
    for (Bucket<T> bucket = this; bucket != null; bucket = bucket.parent) {
      bucket.load.rise();
      delta = bucket.commit(delta);
    }
  }

  void giveBack() {
    own--;
    long delta = -1;
    for (Bucket<T> bucket = this; bucket != null; bucket = bucket.parent) {
      bucket.load.fall();
      delta = bucket.commit(delta);
    }
  }

  /** Adds to what is committed and returns by how much the parent's commitment changes. */
  private long commit(long delta) {
    long before = Math.max(rate, committed);
    committed += delta;
    return Math.max(rate, committed) - before;
  }

  void enqueue(Waiter<T> waiter) {
    queue.add(waiter);
    countWaiting(1);
  }

  void dequeue(Waiter<T> waiter) {
    queue.unlink(waiter);
    countWaiting(-1);
  }

  private void countWaiting(int delta) {
    for (Bucket<T> bucket = this; bucket != null; bucket = bucket.parent) {
      bucket.waiting += delta;
    }
  }

  void countDropped() {
    dropped++;
  }

  /** Takes its place below {@code newParent}. {@link #limit} and {@link #recount} must follow. */
  void define(BucketSpec newSpec, @Nullable Bucket<T> newParent, List<Bucket<T>> newChildren) {
    spec = newSpec;
    parent = newParent;
    children.clear();
    children.addAll(newChildren);
    List<Turn<T>> turns = new ArrayList<>();
    newChildren.forEach(child -> turns.add(child.turn));
    turns.add(ownTurn);
    robin.replace(turns);
  }

  /** Leaves the tree. Its parent stays known: that is where tokens still out come home. */
  void remove() {
    removed = true;
    children.clear();
  }

  /** Hands the tokens and the queue of this removed bucket to what stands in its place. */
  void bequeath() {
    Bucket<T> heir = live();
    heir.own += own;
    heir.queue.takeOver(queue, heir);
  }

  /**
   * Sets the limits of this bucket and those of all below it.
   *
   * <p>Children are assured together what the bucket is assured at most. Where absolute rates ask
   * for more, those defined first are satisfied first.
   */
  void limit(int newRate, int newCeil) {
    rate = newRate;
    ceil = newCeil;
    int left = rate;
    for (Bucket<T> child : children) {
      int childCeil = Math.min(ceil, atLeastOne(child.spec.ceil(), ceil));
      int childRate = Math.min(Math.min(left, childCeil), child.spec.rate().of(rate));
      child.limit(childRate, childCeil);
      child.turn.weight = Math.max(1, childRate);
      if (rate != TokenShaper.UNLIMITED) {
        left -= childRate;
      }
    }
    pool = left;
    ownTurn.weight = Math.max(1, pool);
    robin.reweigh();
  }

  private static int atLeastOne(Share share, int size) {
    return share.isZero() ? 0 : Math.max(1, share.of(size));
  }

  /** Recomputes from the leaves up what the tree sums up. */
  void recount() {
    int used = own;
    waiting = queue.size();
    committed = own;
    for (Bucket<T> child : children) {
      child.recount();
      used += child.used();
      waiting += child.waiting;
      committed += Math.max(child.rate, child.committed);
    }
    load.move(used);
  }
}
