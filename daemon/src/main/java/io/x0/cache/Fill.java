package io.x0.cache;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A response that one request fetches and others wait for (collapsed forwarding). Thread-safe.
 *
 * <pre>
 *   PENDING --offer--> OFFERED     they read it, as it comes
 *           \--decline-> DECLINED  each asks for itself
 * </pre>
 */
public final class Fill {
  private final Fields request;
  private final String url;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final List<Consumer<@Nullable StoredResponse>> waiting = new ArrayList<>();

  @GuardedBy("lock")
  private @Nullable StoredResponse offered;

  @GuardedBy("lock")
  private boolean isDecided;

  /**
   * @param request the fields of the request that leads
   * @param url its URL, in the form of {@link ResourceUrl}
   */
  public Fill(Fields request, String url) {
    this.request = request;
    this.url = url;
  }

  /** Returns whether a purge may mean what it fetches; of tags nothing is known before it comes. */
  boolean mayBeMeant(Purge purge, String key) {
    lock.lock();
    try {
      StoredResponse known = offered;
      return known == null
          ? purge instanceof Purge.Tag || purge.isMeant(key, url, Set.of())
          : purge.isMeant(key, url, known.labels().tags());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns whether what comes, or has begun to come, may suit a request.
   *
   * @param isFresh whether a response that has begun to come may be used for it
   */
  boolean maySuit(Fields other, Predicate<StoredResponse> isFresh) {
    lock.lock();
    try {
      if (!isDecided) {
        return request.has("Authorization") == other.has("Authorization");
      }
      return offered != null && offered.fits(other) && isFresh.test(offered);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Tells {@code then} once what came of it: a response whose body may still be growing, or null if
   * there is none to share. At once on the caller's stack if that is known, otherwise later on the
   * stack of the fetch.
   */
  public void await(Consumer<@Nullable StoredResponse> then) {
    StoredResponse known;
    lock.lock();
    try {
      if (!isDecided) {
        waiting.add(then);
        return;
      }
      known = offered;
    } finally {
      lock.unlock();
    }
    then.accept(known);
  }

  /** Returns how many wait. */
  public int waiters() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** Shares a response. The first decision counts. */
  public void offer(StoredResponse response) {
    decide(response);
  }

  /** There is nothing to share. The first decision counts. */
  public void decline() {
    decide(null);
  }

  private void decide(@Nullable StoredResponse response) {
    List<Consumer<@Nullable StoredResponse>> told;
    lock.lock();
    try {
      if (isDecided) {
        return;
      }
      isDecided = true;
      offered = response;
      told = List.copyOf(waiting);
      waiting.clear();
    } finally {
      lock.unlock();
    }
    told.forEach(one -> one.accept(response));
  }
}
