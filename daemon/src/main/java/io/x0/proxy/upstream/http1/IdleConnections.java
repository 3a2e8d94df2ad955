package io.x0.proxy.upstream.http1;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.x0.common.name.BackendUrl;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one selector that wait for a request, by backend: the one that was used last
 * serves next, so that those which are not needed grow old. Thread-safe.
 */
final class IdleConnections {
  /** How many are kept for one backend; more come only from a peak that is over. */
  static final int MAX_PER_BACKEND = 1024;

  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Map<BackendUrl, Deque<Http1Connection>> byBackend = new HashMap<>();

  /** Returns a connection that is open and nobody's, now the caller's; null if there is none. */
  @Nullable Http1Connection take(BackendUrl url) {
    for (Http1Connection next = poll(url); next != null; next = poll(url)) {
      if (next.take()) {
        return next;
      }
    }
    return null;
  }

  private @Nullable Http1Connection poll(BackendUrl url) {
    lock.lock();
    try {
      Deque<Http1Connection> pool = byBackend.get(url);
      return pool == null ? null : pool.pollLast();
    } finally {
      lock.unlock();
    }
  }

  /** Keeps a connection for who comes next; false if there are enough. */
  boolean add(Http1Connection connection) {
    lock.lock();
    try {
      Deque<Http1Connection> pool =
          byBackend.computeIfAbsent(connection.url(), url -> new ArrayDeque<>());
      if (pool.size() >= MAX_PER_BACKEND) {
        return false;
      }
      pool.addLast(connection);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Forgets a connection that has closed, and its backend with the last one. */
  void remove(Http1Connection connection) {
    lock.lock();
    try {
      Deque<Http1Connection> pool = byBackend.get(connection.url());
      if (pool != null) {
        var unused = pool.removeLastOccurrence(connection);
        if (pool.isEmpty()) {
          byBackend.remove(connection.url());
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Returns how many there are. */
  int size() {
    lock.lock();
    try {
      return byBackend.values().stream().mapToInt(Deque::size).sum();
    } finally {
      lock.unlock();
    }
  }
}
