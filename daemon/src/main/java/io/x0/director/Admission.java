package io.x0.director;

import io.x0.shaper.Waiter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request that wants a backend: the caller's side of {@link Director#admit}. Each call of admit
 * ends in exactly one of {@link #granted}, {@link #rejected}, or a successful {@link
 * Director#withdraw}; never two of them. The fields are confined to the director's lock.
 */
public abstract class Admission {
  enum State {
    NEW,
    QUEUED,
    /** Wants to be tried again, when the retries under way allow it. */
    RETRY_QUEUED,
    GRANTED,
    REJECTED,
    WITHDRAWN
  }

  State state = State.NEW;
  @Nullable Waiter<Admission> waiter;
  private long arrivedNanos;
  private boolean arrived;
  private final String bucket;
  private final Affinity affinity;

  /** Whether it is one of the retries under way. */
  boolean isRetry;

  /** The backend whose failure it repeats. */
  @Nullable Backend failedAt;

  private @Nullable Backend last;
  private final List<Backend> tried = new ArrayList<>(0);

  /**
   * @param bucket the bucket it is counted in; empty means the root, and so does an unknown one
   */
  protected Admission(String bucket) {
    this(bucket, Affinity.NONE);
  }

  /**
   * @param bucket the bucket it is counted in; empty means the root, and so does an unknown one
   * @param affinity which backend it belongs to
   */
  protected Admission(String bucket, Affinity affinity) {
    this.bucket = bucket;
    this.affinity = affinity;
  }

  /** Returns which backend it belongs to. */
  public final Affinity affinity() {
    return affinity;
  }

  /** Returns what belongs together, for schedulers that keep it together. */
  public final String key() {
    return affinity.key();
  }

  /** Returns the bucket it asks for; empty means the root. */
  public final String bucket() {
    return bucket;
  }

  /** Notes when it first asked: one that asks again after a failure keeps its place. */
  final void arrives(long nowNanos) {
    if (!arrived) {
      arrived = true;
      arrivedNanos = nowNanos;
    }
  }

  /** Returns when it first asked. */
  final long arrivedNanos() {
    return arrivedNanos;
  }

  /**
   * A backend is reserved for this request. Called on the stack of {@link Director#admit} when one
   * was free, on the director's executor when it had to wait. Whoever receives the permit must
   * settle it.
   */
  protected abstract void granted(Permit permit);

  /** The director does not take this request. Called like {@link #granted}. */
  protected abstract void rejected(Rejection rejection);

  boolean hasTried(Backend backend) {
    return tried.contains(backend);
  }

  /** Returns the backend it was tried at last, or null. */
  @Nullable Backend lastTried() {
    return last;
  }

  int triedCount() {
    return tried.size();
  }

  void tries(Backend backend) {
    last = backend;
    if (!tried.contains(backend)) {
      tried.add(backend);
    }
  }
}
