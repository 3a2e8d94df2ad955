package io.x0.director;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Weighted round robin over the eligible backends of one role. Confined to the director's lock.
 *
 * <p>Stride scheduling (Waldspurger and Weihl, 1995): every backend has a turn; the smallest is
 * served next and moves on by 1/weight. Over time each gets its share, spread evenly. A binary heap
 * holds the eligible ones, so a pick costs O(log n) and backends that are full cost nothing. One
 * that comes back joins at the present turn: it neither pays for its absence nor makes up for it.
 */
final class RoundRobin implements BackendScheduler {
  private final List<Backend> heap = new ArrayList<>();
  private double now;

  @Override
  public boolean isEmpty() {
    return heap.isEmpty();
  }

  @Override
  public void add(Backend backend) {
    backend.turn = Math.max(backend.turn, now);
    backend.heapIndex = heap.size();
    heap.add(backend);
    up(backend.heapIndex);
  }

  @Override
  public void remove(Backend backend) {
    int index = backend.heapIndex;
    backend.heapIndex = -1;
    Backend last = heap.remove(heap.size() - 1);
    if (last != backend) {
      place(last, index);
      up(index);
      down(last.heapIndex);
    }
  }

  @Override
  public void changed(Backend backend) {
    // Neither load nor capacity says whose turn it is.
  }

  /** Returns the backend whose turn it is, and moves it on. */
  @Override
  public @Nullable Backend pick(Admission admission) {
    if (heap.isEmpty()) {
      return null;
    }
    Backend choice = heap.get(0);
    if (admission.triedCount() > 0 && admission.hasTried(choice)) {
      choice = firstUntried(admission, choice);
    }
    now = Math.max(now, choice.turn);
    choice.turn += 1 / choice.weight();
    down(choice.heapIndex);
    return choice;
  }

  /** Looks past the tried ones, which are few. */
  private Backend firstUntried(Admission admission, Backend fallback) {
    Backend best = null;
    for (Backend candidate : heap) {
      if (!admission.hasTried(candidate) && (best == null || before(candidate, best))) {
        best = candidate;
      }
    }
    return best == null ? fallback : best;
  }

  private static boolean before(Backend a, Backend b) {
    return a.turn < b.turn || (a.turn == b.turn && a.order < b.order);
  }

  private void place(Backend backend, int index) {
    heap.set(index, backend);
    backend.heapIndex = index;
  }

  private void up(int start) {
    int index = start;
    Backend backend = heap.get(index);
    while (index > 0 && before(backend, heap.get((index - 1) / 2))) {
      place(heap.get((index - 1) / 2), index);
      index = (index - 1) / 2;
    }
    place(backend, index);
  }

  private void down(int start) {
    int index = start;
    Backend backend = heap.get(index);
    while (2 * index + 1 < heap.size()) {
      int child = 2 * index + 1;
      if (child + 1 < heap.size() && before(heap.get(child + 1), heap.get(child))) {
        child++;
      }
      if (!before(heap.get(child), backend)) {
        break;
      }
      place(heap.get(child), index);
      index = child;
    }
    place(backend, index);
  }
}
