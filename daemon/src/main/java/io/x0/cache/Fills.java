package io.x0.cache;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** The fills that requests can join, by key. Thread-safe; its lock covers list surgery only. */
final class Fills {
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Map<String, List<Fill>> running = new HashMap<>();

  /** Returns the fill that may serve a request, or {@code mine}, which others can join then. */
  Fill joinOrLead(String key, Fields request, Predicate<StoredResponse> isFresh, Fill mine) {
    lock.lock();
    try {
      List<Fill> fills = running.computeIfAbsent(key, k -> new ArrayList<>(1));
      for (Fill candidate : fills) {
        if (candidate.maySuit(request, isFresh)) {
          return candidate;
        }
      }
      fills.add(mine);
      return mine;
    } finally {
      lock.unlock();
    }
  }

  /** Forgets a fill: nobody joins it any more. */
  void leave(String key, Fill fill) {
    lock.lock();
    try {
      List<Fill> fills = running.get(key);
      if (fills != null && fills.remove(fill) && fills.isEmpty()) {
        running.remove(key);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Forgets the fills that a purge may mean: what they fetch was asked for before it. */
  void forget(Purge purge) {
    lock.lock();
    try {
      if (purge instanceof Purge.Key one) {
        running.remove(one.key());
        return;
      }
      running
          .entrySet()
          .removeIf(
              entry -> {
                entry.getValue().removeIf(fill -> fill.mayBeMeant(purge, entry.getKey()));
                return entry.getValue().isEmpty();
              });
    } finally {
      lock.unlock();
    }
  }
}
