package io.x0.director;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackendHeapTest {
  /** Twice the height of a heap of 10,000 down, once up. */
  private static final int MOST_COMPARISONS = 3 * 14;

  private int comparisons;
  private final BackendHeap heap =
      new BackendHeap(
          b -> 0,
          (a, b) -> {
            comparisons++;
            return RoundRobin.isBefore(a, b);
          });

  private static List<Backend> backends(int count) {
    List<Backend> backends = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      backends.add(Peers.backend(Peers.config("b" + i), i));
    }
    return backends;
  }

  private void costsAtMost(int most, Runnable operation) {
    comparisons = 0;
    operation.run();
    assertThat(comparisons).isLessThanOrEqualTo(most);
  }

  @Test
  void everyOperation_tenThousand_comparesAFewDozenTimes() {
    Random random = new Random(5);
    List<Backend> backends = backends(10_000);
    for (Backend backend : backends) {
      backend.turn = random.nextInt(1000);
      costsAtMost(MOST_COMPARISONS, () -> heap.add(backend));
    }
    for (int i = 0; i < 20_000; i++) {
      Backend backend = backends.get(random.nextInt(backends.size()));
      if (random.nextBoolean()) {
        backend.turn = random.nextInt(1000);
        costsAtMost(MOST_COMPARISONS, () -> heap.moved(backend));
      } else {
        costsAtMost(MOST_COMPARISONS, () -> heap.remove(backend));
        assertThat(backend.heapIndex).isEqualTo(-1);
        costsAtMost(MOST_COMPARISONS, () -> heap.add(backend));
      }
    }
    backends.sort(Comparator.comparingDouble((Backend b) -> b.turn).thenComparing(b -> b.order));
    for (Backend backend : backends) {
      assertThat(heap.first(Peers.request(""))).isSameAs(backend);
      heap.remove(backend);
    }
    assertThat(heap.isEmpty()).isTrue();
  }

  @Test
  void first_someTried_isTheFirstOfTheOthersAndLooksAtFew() {
    List<Backend> backends = backends(10_000);
    for (Backend backend : backends) {
      backend.turn = (backend.order * 7919) % 10_000;
      heap.add(backend);
    }
    backends.sort(Comparator.comparingDouble(b -> b.turn));
    Admission request = Peers.request("");

    for (int tried = 0; tried < 50; tried++) {
      int most = tried;
      Backend expected = backends.get(tried);
      costsAtMost(most, () -> assertThat(heap.first(request)).isSameAs(expected));
      request.tries(expected);
    }
  }

  @Test
  void first_allTried_isTheFirstOfAll() {
    List<Backend> backends = backends(5);
    backends.forEach(heap::add);

    assertThat(heap.first(Peers.request("", backends.toArray(new Backend[0]))))
        .isSameAs(backends.get(0));
  }
}
