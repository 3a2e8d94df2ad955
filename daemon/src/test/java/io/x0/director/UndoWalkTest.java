package io.x0.director;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.RandomWalk;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UndoWalkTest {
  private static final int WALKS = 60;
  private static final int STEPS = 80;

  @Test
  void undo_randomLives_isWhatTheModelSays() {
    List<UndoWalk> lives = new ArrayList<>();
    RandomWalk<UndoWalk> walk =
        RandomWalk.on(
                random -> {
                  UndoWalk life = new UndoWalk(random);
                  lives.add(life);
                  return life;
                })
            .step("change", 10, UndoWalk::change)
            .step("batch", 4, UndoWalk::batch)
            .step("undo last", 4, UndoWalk::undoLast)
            .step("undo any", 4, UndoWalk::undoAny)
            .invariants(UndoWalk::check);
    for (int seed = 0; seed < WALKS; seed++) {
      walk.run(seed, STEPS);
    }

    assertThat(lives).hasSize(WALKS);
    assertThat(lives).as("some change is taken back").anyMatch(life -> life.undone() > 0);
    assertThat(lives).as("some change cannot be").anyMatch(life -> life.refused() > 0);
  }
}
