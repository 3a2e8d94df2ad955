package io.x0.director;

import org.jspecify.annotations.Nullable;

/**
 * Weighted round robin over the eligible backends of one role. Confined to the director's lock.
 *
 * <p>Stride scheduling (Waldspurger and Weihl, 1995): every backend has a turn; the smallest is
 * served next and moves on by 1/weight. Over time each gets its share, spread evenly. A heap holds
 * the eligible ones, so a pick costs O(log n) and backends that are full cost nothing. One that
 * comes back joins at the present turn: it neither pays for its absence nor makes up for it.
 */
final class RoundRobin implements BackendScheduler {
  private final BackendHeap heap = new BackendHeap(b -> b.turn, RoundRobin::isBefore);
  private double now;

  @Override
  public boolean isEmpty() {
    return heap.isEmpty();
  }

  @Override
  public void add(Backend backend) {
    backend.turn = Math.max(backend.turn, now);
    heap.add(backend);
  }

  @Override
  public void remove(Backend backend) {
    heap.remove(backend);
  }

  @Override
  public void changed(Backend backend) {
    // Neither load nor capacity says whose turn it is.
  }

  /** Returns the backend whose turn it is, and moves it on. */
  @Override
  public @Nullable Backend pick(Admission admission) {
    Backend choice = heap.first(admission);
    if (choice != null) {
      now = Math.max(now, choice.turn);
      choice.turn += 1 / choice.weight();
      heap.moved(choice);
    }
    return choice;
  }

  /** Returns whether the turn of {@code a} comes first; the definition decides between equals. */
  static boolean isBefore(Backend a, Backend b) {
    return a.turn < b.turn || (a.turn == b.turn && a.order < b.order);
  }
}
