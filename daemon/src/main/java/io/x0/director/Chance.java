package io.x0.director;

import org.jspecify.annotations.Nullable;

/**
 * The first eligible backend in the order of their definition: the later ones only get what the
 * earlier ones have no slot for. Weights mean nothing here. Confined to the director's lock.
 *
 * <p>A pick looks at the top of a heap; filling or freeing a backend costs O(log n).
 */
final class Chance implements BackendScheduler {
  private final BackendHeap heap = new BackendHeap(b -> b.order, (a, b) -> false);

  @Override
  public boolean isEmpty() {
    return heap.isEmpty();
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
    // Only the definition counts.
  }

  @Override
  public @Nullable Backend pick(Admission admission) {
    return heap.first(admission);
  }
}
