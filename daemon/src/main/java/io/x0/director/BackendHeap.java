package io.x0.director;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The eligible backends of a scheduler with the first of them at hand: a binary heap. Each backend
 * knows its place in it, {@link Backend#heapIndex}, so that any of them is moved or removed in
 * O(log n). Confined to the director's lock.
 *
 * <p>What the order looks at may change only while a backend is out, or is told by {@link #moved}
 * before anything else is asked.
 */
final class BackendHeap {
  /** A total order of backends. */
  @FunctionalInterface
  interface Order {
    /** Returns whether {@code a} comes before {@code b}. */
    boolean isBefore(Backend a, Backend b);
  }

  private final Order order;
  private final List<Backend> heap = new ArrayList<>();

  BackendHeap(Order order) {
    this.order = order;
  }

  boolean isEmpty() {
    return heap.isEmpty();
  }

  int size() {
    return heap.size();
  }

  void add(Backend backend) {
    backend.heapIndex = heap.size();
    heap.add(backend);
    up(backend.heapIndex);
  }

  void remove(Backend backend) {
    int index = backend.heapIndex;
    backend.heapIndex = -1;
    Backend last = heap.remove(heap.size() - 1);
    if (last != backend) {
      place(last, index);
      moved(last);
    }
  }

  /** Finds the place of one whose order among the others changed. */
  void moved(Backend backend) {
    up(backend.heapIndex);
    down(backend.heapIndex);
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
    return order.isBefore(left, right) ? left : right;
  }

  private void place(Backend backend, int index) {
    heap.set(index, backend);
    backend.heapIndex = index;
  }

  private void up(int start) {
    int index = start;
    Backend backend = heap.get(index);
    while (index > 0 && order.isBefore(backend, heap.get((index - 1) / 2))) {
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
      if (child + 1 < heap.size() && order.isBefore(heap.get(child + 1), heap.get(child))) {
        child++;
      }
      if (!order.isBefore(heap.get(child), backend)) {
        break;
      }
      place(heap.get(child), index);
      index = child;
    }
    place(backend, index);
  }
}
