package io.x0.shaper;

import org.jspecify.annotations.Nullable;

/**
 * Who gets the next token among all who wait. Confined to the caller's lock.
 *
 * <p>A pass gives every subtree with somebody who could take a token a rank, and then goes down
 * from the root: at each bucket to the party of the most urgent rank, among equals by deficit round
 * robin. The parties of a bucket are its children and its own queue.
 *
 * <ol>
 *   <li>{@link #ASSURED}: the party is below its assured rate.
 *   <li>{@link #ASSURED_BELOW}: it is not, but holds one further down that is.
 *   <li>{@link #BORROWING}: all who could take a token in it would borrow.
 * </ol>
 *
 * So no borrower is served before an owner, anywhere in the tree, and an owner gets the next token
 * that is released below the bucket it shares with those who borrowed from it.
 */
final class DequeueOrder<T> {
  static final int ASSURED = 0;
  static final int ASSURED_BELOW = 1;
  static final int BORROWING = 2;
  static final int NOBODY = 3;

  private final Bucket<T> root;
  private long pass;

  DequeueOrder(Bucket<T> root) {
    this.root = root;
  }

  /** Starts a pass: nobody is passed over. */
  void start() {
    pass++;
  }

  /** Leaves {@code bucket}'s own queue out for the rest of the pass. */
  void passOver(Bucket<T> bucket) {
    bucket.passedOver = pass;
  }

  /** Returns the bucket whose head is next, or null if nobody left could take a token. */
  @Nullable Bucket<T> first(BorrowPolicy policy) {
    if (rank(root, policy) == NOBODY) {
      return null;
    }
    Bucket<T> bucket = root;
    while (true) {
      Turn<T> turn = bucket.robin.first(bucket.robin.best());
      if (turn.isOwnQueue) {
        return bucket;
      }
      bucket = turn.bucket;
    }
  }

  /** Charges the turns of {@code bucket}, which must be the first. */
  void serve(Bucket<T> bucket) {
    bucket.robin.serve(bucket.ownTurn);
    Bucket<T> child = bucket;
    for (Bucket<T> parent = child.parent(); parent != null; parent = child.parent()) {
      parent.robin.serve(child.turn);
      child = parent;
    }
  }

  /** Ranks the parties at and below {@code bucket}, and returns the rank of {@code bucket}. */
  private int rank(Bucket<T> bucket, BorrowPolicy policy) {
    if (bucket.waiting() == 0 || bucket.used() >= bucket.ceil()) {
      return NOBODY;
    }
    Turn<T> own = bucket.ownTurn;
    if (bucket.queue.size() == 0 || bucket.passedOver == pass || !policy.allows(bucket)) {
      own.rank = NOBODY;
    } else {
      own.rank = bucket.own() < bucket.pool() ? ASSURED : BORROWING;
    }
    for (Bucket<T> child : bucket.children()) {
      child.turn.rank = rank(child, policy);
    }
    int best = bucket.robin.best();
    if (best == NOBODY) {
      return NOBODY;
    }
    if (bucket.used() < bucket.rate()) {
      return ASSURED;
    }
    return best == BORROWING ? BORROWING : ASSURED_BELOW;
  }
}
