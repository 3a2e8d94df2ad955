package io.x0.director;

import io.x0.RandomWalk;
import org.junit.jupiter.api.Test;

class UndoWalkTest {
  private static final int WALKS = 60;
  private static final int STEPS = 80;

  @Test
  void undo_randomLives_isWhatTheModelSays() {
    RandomWalk<UndoWalk> walk =
        RandomWalk.on(UndoWalk::new)
            .step("change", 10, UndoWalk::change)
            .step("batch", 4, UndoWalk::batch)
            .step("undo last", 4, UndoWalk::undoLast)
            .step("undo any", 4, UndoWalk::undoAny)
            .invariants(UndoWalk::check);
    for (int seed = 0; seed < WALKS; seed++) {
      walk.run(seed, STEPS);
    }
  }
}
