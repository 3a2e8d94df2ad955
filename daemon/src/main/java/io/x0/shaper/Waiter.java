package io.x0.shaper;

import org.jspecify.annotations.Nullable;

/**
 * One place in the queue of a bucket. Confined to the caller's lock.
 *
 * <p>It starts {@code WAITING} and ends once, in one of the other states. Whoever finds it ended
 * lost the race and stops.
 *
 * @param <T> what waits
 */
public final class Waiter<T> {
  /** Where the life of a waiter stands. */
  public enum State {
    /** It is in a queue. */
    WAITING,
    /** It left the queue with a token. */
    GRANTED,
    /** It left the queue because it waited too long. */
    EXPIRED,
    /** It left the queue because it was taken out. */
    WITHDRAWN
  }

  private final T payload;
  private final long arrivedNanos;
  private State state = State.WAITING;
  private @Nullable Token token;

  /** The bucket it waits in, or waited in last. */
  Bucket<T> bucket;

  // The neighbours in the queue; both null outside of one.
  @Nullable Waiter<T> previous;
  @Nullable Waiter<T> next;

  Waiter(Bucket<T> bucket, T payload, long arrivedNanos) {
    this.bucket = bucket;
    this.payload = payload;
    this.arrivedNanos = arrivedNanos;
  }

  /** Returns what waits. */
  public T payload() {
    return payload;
  }

  /** Returns the bucket it waits in, or waited in last. */
  public Bucket<T> bucket() {
    return bucket.live();
  }

  /** Returns when it arrived, which orders the queue and counts for the timeout. */
  public long arrivedNanos() {
    return arrivedNanos;
  }

  /** Returns where its life stands. */
  public State state() {
    return state;
  }

  /**
   * Returns the token it was granted.
   *
   * @throws IllegalStateException if it was not granted one
   */
  public Token token() {
    if (token == null) {
      throw new IllegalStateException("waiter: " + state + " (expected: GRANTED)");
    }
    return token;
  }

  void grant(Token granted) {
    state = State.GRANTED;
    token = granted;
  }

  void end(State ended) {
    state = ended;
  }
}
