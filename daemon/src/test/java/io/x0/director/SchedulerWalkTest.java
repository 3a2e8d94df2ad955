package io.x0.director;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.RandomWalk;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SchedulerWalkTest {
  private static final int WALKS = 400;
  private static final int STEPS = 150;

  @ParameterizedTest
  @EnumSource(SchedulerKind.class)
  void pick_randomLives_isWhatALookAtAllBackendsSays(SchedulerKind kind) {
    List<SchedulerWalk> lives = new ArrayList<>();
    RandomWalk<SchedulerWalk> walk =
        RandomWalk.on(
                random -> {
                  SchedulerWalk life = new SchedulerWalk(kind, random);
                  lives.add(life);
                  return life;
                })
            .step("request", 10, SchedulerWalk::request)
            .step("retry", 4, SchedulerWalk::retry)
            .step("settle", 8, SchedulerWalk::settle)
            .step("warm", 2, SchedulerWalk::warm)
            .step("change", 2, SchedulerWalk::change)
            .step("add or remove", 1, SchedulerWalk::addOrRemove)
            .step("switch", 1, SchedulerWalk::switchKind)
            .invariants(SchedulerWalk::check);
    for (int seed = 0; seed < WALKS; seed++) {
      walk.run(seed, STEPS);
    }

    assertThat(lives).hasSize(WALKS);
    assertThat(lives.stream().mapToInt(SchedulerWalk::choices).sum()).isGreaterThan(WALKS);
  }
}
