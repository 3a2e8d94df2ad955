package io.x0.director;

import java.util.ArrayList;
import java.util.List;

/**
 * One request that wants a backend: the caller's side of {@link Director#admit}. Each call of admit
 * ends in exactly one of {@link #granted}, {@link #rejected}, or a successful {@link
 * Director#withdraw}; never two of them. The fields are confined to the director's lock.
 */
public abstract class Admission {
  enum State {
    NEW,
    QUEUED,
    GRANTED,
    REJECTED,
    WITHDRAWN
  }

  State state = State.NEW;
  long enqueuedNanos;
  private final List<Backend> tried = new ArrayList<>(0);

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

  int triedCount() {
    return tried.size();
  }

  void tries(Backend backend) {
    if (!tried.contains(backend)) {
      tried.add(backend);
    }
  }
}
