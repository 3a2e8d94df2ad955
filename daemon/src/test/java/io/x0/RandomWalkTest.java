package io.x0;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RandomWalkTest {
  @Test
  void run_invariantBroken_reportsSeedAndOnlyTheStepsNeeded() {
    RandomWalk<List<Integer>> walk =
        numbers().invariants(list -> assertThat(list).doesNotContainSequence(7, 7));

    assertThatThrownBy(() -> walk.run(42, 1000))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("random walk with seed 42 fails in 2 of 1000 steps:")
        .hasMessageContainingAll("start: []", "add: 7")
        .hasMessageNotContainingAny("noise", "add: 1", "add: 6")
        .hasCauseInstanceOf(AssertionError.class);
  }

  @Test
  void run_stepThrows_namesTheStep() {
    RandomWalk<List<Integer>> walk =
        numbers()
            .step(
                "broken",
                1,
                (list, random) -> {
                  throw new IllegalStateException("boom");
                });

    assertThatThrownBy(() -> walk.run(1, 1000))
        .hasMessageContainingAll("fails in 1 of 1000 steps", "broken", "boom");
  }

  @Test
  void run_startBroken_needsNoStep() {
    RandomWalk<List<Integer>> walk = numbers().invariants(list -> assertThat(list).isNotEmpty());

    assertThatThrownBy(() -> walk.run(1, 10)).hasMessageContaining("fails in 0 of 10 steps");
  }

  @Test
  void run_sameSeed_takesTheSameSteps() {
    List<List<Integer>> ends = new ArrayList<>();
    RandomWalk<List<Integer>> walk =
        RandomWalk.<List<Integer>>on(
                random -> {
                  List<Integer> list = new ArrayList<>(List.of(random.nextInt(100)));
                  ends.add(list);
                  return list;
                })
            .step("add", 1, (list, random) -> list.add(random.nextInt(10)));

    walk.run(5, 50);
    walk.run(5, 50);
    walk.run(6, 50);

    assertThat(ends.get(0)).hasSize(51).isEqualTo(ends.get(1)).isNotEqualTo(ends.get(2));
  }

  private static RandomWalk<List<Integer>> numbers() {
    return RandomWalk.<List<Integer>>on(random -> new ArrayList<>())
        .step("noise", 3, (list, random) -> "")
        .step(
            "add",
            1,
            (list, random) -> {
              int number = random.nextInt(10);
              list.add(number);
              return number;
            });
  }
}
