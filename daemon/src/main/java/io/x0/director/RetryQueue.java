package io.x0.director;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how many retries are under way at once, so that they cannot multiply an outage; the others
 * wait here for their turn, first come, first served. Confined to the director's lock.
 *
 * <p>They wait rather than fail: one of three backends that dies takes a third of the requests with
 * it, which is more than any sensible budget, and its peers can well serve them one after another.
 */
final class RetryQueue {
  private final Deque<Admission> waiting = new ArrayDeque<>();
  private int underWay;

  /** Returns whether one more retry may begin; it then has. */
  boolean tryBegin(RetryRules rules, long inFlight) {
    long budget = Math.max(rules.budgetMin(), inFlight * rules.budgetPercent() / 100);
    if (underWay >= budget) {
      return false;
    }
    underWay++;
    return true;
  }

  /** Notes that a retry has ended, however it did. */
  void end() {
    underWay--;
  }

  /** Adds one that could not begin. */
  void add(Admission admission) {
    waiting.addLast(admission);
  }

  /** Takes out the one that waits longest; null when none does. */
  @Nullable Admission poll() {
    return waiting.pollFirst();
  }

  /** Takes one out; false when it does not wait here. */
  boolean remove(Admission admission) {
    return waiting.remove(admission);
  }

  /** Returns how many wait. */
  int size() {
    return waiting.size();
  }

  /** Takes out all that have waited for {@code timeout} since they arrived. */
  List<Admission> expire(long nowNanos, Duration timeout) {
    long latest = nowNanos - timeout.toNanos();
    List<Admission> expired = new ArrayList<>(0);
    waiting.removeIf(admission -> admission.arrivedNanos() - latest <= 0 && expired.add(admission));
    return expired;
  }

  /** Takes out all. */
  List<Admission> clear() {
    List<Admission> all = List.copyOf(waiting);
    waiting.clear();
    return all;
  }

  /** Returns when the first of them will have waited for {@code timeout}, or empty. */
  OptionalLong earliestDeadline(Duration timeout) {
    if (waiting.isEmpty()) {
      return OptionalLong.empty();
    }
    return waiting.stream()
        .mapToLong(admission -> admission.arrivedNanos() + timeout.toNanos())
        .reduce((a, b) -> a - b < 0 ? a : b);
  }
}
