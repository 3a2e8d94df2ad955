package io.x0.director;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The less loaded of two eligible backends taken at random (Mitzenmacher, 2001): nearly as even as
 * looking at all of them. Between equal loads weights decide. Everything costs O(1). Confined to
 * the director's lock.
 */
final class PowerOfTwo implements BackendScheduler {
  private final RandomGenerator random;
  private final List<Backend> eligible = new ArrayList<>();

  PowerOfTwo(RandomGenerator random) {
    this.random = random;
  }

  @Override
  public boolean isEmpty() {
    return eligible.isEmpty();
  }

  @Override
  public void add(Backend backend) {
    backend.heapIndex = eligible.size();
    eligible.add(backend);
  }

  @Override
  public void remove(Backend backend) {
    int index = backend.heapIndex;
    backend.heapIndex = -1;
    Backend last = eligible.remove(eligible.size() - 1);
    if (last != backend) {
      eligible.set(index, last);
      last.heapIndex = index;
    }
  }

  @Override
  public void changed(Backend backend) {
    // Load is looked at when it is needed.
  }

  @Override
  public @Nullable Backend pick(Admission admission) {
    if (eligible.isEmpty()) {
      return null;
    }
    Backend one = draw(admission, true, null);
    if (one != null) {
      return lesser(one, draw(admission, true, one));
    }
    one = draw(admission, false, null);
    return one == null ? null : lesser(one, draw(admission, false, one));
  }

  /**
   * Returns a random backend other than {@code not}, or null when there is none. From where chance
   * points it goes on to the next that will do, past the tried ones, which are few.
   */
  private @Nullable Backend draw(Admission admission, boolean isUntried, @Nullable Backend not) {
    int size = eligible.size();
    if (not != null && size == 1) {
      return null;
    }
    int tried = isUntried ? admission.triedCount() : 0;
    int start = not == null ? random.nextInt(size) : not.heapIndex + 1 + random.nextInt(size - 1);
    for (int step = 0; step <= tried + 1 && step < size; step++) {
      Backend candidate = eligible.get((start + step) % size);
      if (candidate != not && (tried == 0 || !admission.hasTried(candidate))) {
        return candidate;
      }
    }
    return null;
  }

  private Backend lesser(Backend one, @Nullable Backend other) {
    if (other == null) {
      return one;
    }
    int order = Double.compare(one.pressure(), other.pressure());
    if (order == 0) {
      double weight = one.weight();
      return random.nextDouble() * (weight + other.weight()) < weight ? one : other;
    }
    return order < 0 ? one : other;
  }
}
