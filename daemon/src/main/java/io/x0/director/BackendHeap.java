package io.x0.director;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The eligible backends of a scheduler with the first of them at hand: a binary heap. Each backend
 * knows its place in it, {@link Backend#heapIndex}, so that any of them is moved or removed in
 * O(log n). Confined to the director's lock.
 *
 * <p>They are ordered by a rank, which is kept beside them: it is asked for only when a backend is
 * added or {@link #moved}. What decides between equal ranks may change only while a backend is out,
 * or is told by {@link #moved} before anything else is asked.
 */
final class BackendHeap {
  /** A total order of backends of one rank. */
  @FunctionalInterface
  interface Order {
    /** Returns whether {@code a} comes before {@code b}. */
    boolean isBefore(Backend a, Backend b);
  }

  private final ToDoubleFunction<Backend> rank;
  private final Order equals;
  private final List<Backend> heap = new ArrayList<>();
  private double[] ranks = new double[8];

  /**
   * @param rank what the first has least of
   * @param equals decides between backends of one rank
   */
  BackendHeap(ToDoubleFunction<Backend> rank, Order equals) {
    this.rank = rank;
    this.equals = equals;
  }

  boolean isEmpty() {
    return heap.isEmpty();
  }

  int size() {
    return heap.size();
  }

  void add(Backend backend) {
    int index = heap.size();
    if (index == ranks.length) {
      ranks = Arrays.copyOf(ranks, 2 * index);
    }
    heap.add(backend);
    up(index, backend, rank.applyAsDouble(backend));
  }

  void remove(Backend backend) {
    int index = backend.heapIndex;
    backend.heapIndex = -1;
    double lastRank = ranks[heap.size() - 1];
    Backend last = heap.remove(heap.size() - 1);
    if (last != backend) {
      sift(index, last, lastRank);
    }
  }

  /** Finds the place of one whose order among the others changed. */
  void moved(Backend backend) {
    sift(backend.heapIndex, backend, rank.applyAsDouble(backend));
  }

  /**
   * Returns the first backend that the request has not tried, the first of all when it has tried
   * every one, or null when there is none. Looks at no more than 2t+1 of them for t tried ones.
   */
  @Nullable Backend first(Admission admission) {
    if (heap.isEmpty()) {
      return null;
    }
    Backend top = heap.get(0);
    if (admission.triedCount() == 0 || !admission.hasTried(top)) {
      return top;
    }
    Backend untried = untried(0, admission);
    return untried == null ? top : untried;
  }

  /** Returns the first untried one from {@code index} downwards: only tried ones are passed. */
  private @Nullable Backend untried(int index, Admission admission) {
    if (index >= heap.size()) {
      return null;
    }
    Backend backend = heap.get(index);
    if (!admission.hasTried(backend)) {
      return backend;
    }
    Backend left = untried(2 * index + 1, admission);
    Backend right = untried(2 * index + 2, admission);
    if (left == null || right == null) {
      return left == null ? right : left;
    }
    return isBefore(left, ranks[left.heapIndex], right.heapIndex) ? left : right;
  }

  private boolean isBefore(Backend a, double rankOfA, int b) {
    return rankOfA < ranks[b] || (rankOfA == ranks[b] && equals.isBefore(a, heap.get(b)));
  }

  private void place(Backend backend, double itsRank, int index) {
    heap.set(index, backend);
    ranks[index] = itsRank;
    backend.heapIndex = index;
  }

  private void sift(int index, Backend backend, double itsRank) {
    up(index, backend, itsRank);
    down(backend.heapIndex, backend, itsRank);
  }

  private void up(int start, Backend backend, double itsRank) {
    int index = start;
    while (index > 0 && isBefore(backend, itsRank, (index - 1) / 2)) {
      place(heap.get((index - 1) / 2), ranks[(index - 1) / 2], index);
      index = (index - 1) / 2;
    }
    place(backend, itsRank, index);
  }

  private void down(int start, Backend backend, double itsRank) {
    int index = start;
    while (2 * index + 1 < heap.size()) {
      int child = 2 * index + 1;
      if (child + 1 < heap.size() && isBefore(heap.get(child + 1), ranks[child + 1], child)) {
        child++;
      }
      if (isBefore(backend, itsRank, child)) {
        break;
      }
      place(heap.get(child), ranks[child], index);
      index = child;
    }
    place(backend, itsRank, index);
  }
}
