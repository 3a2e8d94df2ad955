package io.x0.shaper;

/**
 * One party in the round robin of a bucket: the subtree of a child, or the bucket's own queue.
 * Confined to the caller's lock.
 */
final class Turn<T> {
  /** The child, or the bucket itself. */
  final Bucket<T> bucket;

  /** Whether this stands for the queue of {@link #bucket} alone. */
  final boolean isOwnQueue;

  /** What it gains per round: its assured tokens, at least one. */
  int weight = 1;

  /** What it gained and did not use yet; less than the cost of one token. */
  long deficit;

  /** How urgent it is in the current pass of {@link DequeueOrder}. */
  int rank = DequeueOrder.NOBODY;

  Turn(Bucket<T> bucket, boolean isOwnQueue) {
    this.bucket = bucket;
    this.isOwnQueue = isOwnQueue;
  }
}
