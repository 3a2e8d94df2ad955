package io.x0.director;

import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The eligible backend with the least load; equals take turns, each as often as its weight says.
 * Confined to the director's lock. A heap holds the eligible ones, so everything costs O(log n).
 *
 * <p>Turns are those of {@link RoundRobin} while all loads are equal. As load comes first, a
 * backend may fall far behind the others' turns; it then goes first among equals once, and is up to
 * date.
 */
final class LeastLoad implements BackendScheduler {
  private final BackendHeap heap;
  private double now;

  /**
   * @param load what is to be least, such as the share of the capacity in use; it may change with
   *     the requests in flight, the effective capacity and the weight
   */
  LeastLoad(ToDoubleFunction<Backend> load) {
    this.heap = new BackendHeap(load, RoundRobin::isBefore);
  }

  @Override
  public boolean isEmpty() {
    return heap.isEmpty();
  }

  /** Returns how many are eligible. */
  int size() {
    return heap.size();
  }

  @Override
  public void add(Backend backend) {
    heap.add(backend);
  }

  @Override
  public void remove(Backend backend) {
    heap.remove(backend);
  }

  @Override
  public void changed(Backend backend) {
    heap.moved(backend);
  }

  @Override
  public @Nullable Backend pick(Admission admission) {
    Backend choice = heap.first(admission);
    if (choice != null) {
      now = Math.max(now, choice.turn);
      choice.turn = now + 1 / choice.weight();
      heap.moved(choice);
    }
    return choice;
  }

  /** Returns what {@link #pick} would return, and leaves everything as it is. */
  @Nullable Backend peek(Admission admission) {
    return heap.first(admission);
  }
}
