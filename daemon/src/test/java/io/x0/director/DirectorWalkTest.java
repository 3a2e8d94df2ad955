package io.x0.director;

import org.junit.jupiter.api.Test;

class DirectorWalkTest {
  private static final int SEQUENCES = 4_000;
  private static final int STEPS = 60;

  @Test
  void director_randomLives_keepsItsPromisesAfterEveryStep() {
    for (int seed = 0; seed < SEQUENCES; seed++) {
      try {
        new DirectorWalk(seed).walk(STEPS);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }
}
