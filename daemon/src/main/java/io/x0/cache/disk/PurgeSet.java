package io.x0.cache.disk;

import io.x0.cache.Purge;
import io.x0.cache.SecondTier.Order;
import io.x0.cache.StoredResponse;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Purges that some files may not have heard of. Thread-safe. A purge is about the files with lower
 * numbers than its own.
 */
final class PurgeSet {
  /** A director of this name means all of them. */
  static final String EVERYBODY = "";

  /** What is left of a file that is to go. */
  static final long GONE = Long.MIN_VALUE;

  private final Map<Target, Marks> byKey = new ConcurrentHashMap<>();
  private final Map<Target, Marks> others = new ConcurrentHashMap<>();

  private record Target(String director, Purge purge) {}

  /**
   * The last purges of one target.
   *
   * @param hard the number of the last hard one, or 0
   * @param soft the number of the last soft one, or 0
   * @param seconds when that was
   */
  private record Marks(long hard, long soft, long seconds) {
    Marks and(Marks other) {
      Marks later = soft > other.soft ? this : other;
      return new Marks(Math.max(hard, other.hard), later.soft, later.seconds);
    }
  }

  void add(long number, String director, Order order) {
    Marks marks = order.isSoft() ? new Marks(0, number, order.seconds()) : new Marks(number, 0, 0);
    (order.purge() instanceof Purge.Key ? byKey : others)
        .merge(new Target(director, order.purge()), marks, Marks::and);
  }

  /** Returns since when a file is stale, {@link #GONE}, or {@link StoredResponse#NEVER}. */
  long judge(DiskEntry entry) {
    long result = judge(entry, byKey.get(new Target(entry.director(), new Purge.Key(entry.key()))));
    for (Map.Entry<Target, Marks> other : others.entrySet()) {
      Target target = other.getKey();
      boolean isMeant =
          (target.director.equals(EVERYBODY) || target.director.equals(entry.director()))
              && target.purge.isMeant(entry.key(), entry.labels().url(), entry.labels().tags());
      result = Math.min(result, isMeant ? judge(entry, other.getValue()) : StoredResponse.NEVER);
    }
    return result;
  }

  private static long judge(DiskEntry entry, @Nullable Marks marks) {
    if (marks == null) {
      return StoredResponse.NEVER;
    }
    if (marks.hard > entry.number()) {
      return GONE;
    }
    return marks.soft > entry.number() ? marks.seconds : StoredResponse.NEVER;
  }

  /** All files have heard of them. */
  void clear() {
    byKey.clear();
    others.clear();
  }
}
