package io.x0.proxy.upstream.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrampolineTest {
  private final List<Runnable> elsewhere = new ArrayList<>();
  private final List<String> ran = new ArrayList<>();
  private final Trampoline trampoline = new Trampoline(elsewhere::add);

  @Test
  void taskFromOutside_goesToTheExecutor() {
    trampoline.execute(() -> ran.add("task"));

    assertThat(ran).isEmpty();
    assertThat(elsewhere).hasSize(1);
  }

  @Test
  void taskFromWithin_runsWhenTheFirstHasEnded() {
    trampoline.run(
        () -> {
          trampoline.execute(
              () -> {
                ran.add("second");
                trampoline.execute(() -> ran.add("third"));
              });
          ran.add("first");
        });

    assertThat(ran).containsExactly("first", "second", "third");
    assertThat(elsewhere).isEmpty();
  }

  @Test
  void runWithinRun_leavesTheRestToTheOuter() {
    trampoline.run(
        () -> {
          trampoline.run(() -> trampoline.execute(() -> ran.add("handed")));
          ran.add("outer");
        });

    assertThat(ran).containsExactly("outer", "handed");
  }

  @Test
  void taskThatThrows_losesNoneOfTheOthers() {
    assertThatThrownBy(
            () ->
                trampoline.run(
                    () -> {
                      trampoline.execute(() -> ran.add("left"));
                      throw new IllegalStateException("broken");
                    }))
        .hasMessage("broken");

    assertThat(ran).isEmpty();
    elsewhere.forEach(Runnable::run);
    assertThat(ran).containsExactly("left");
    trampoline.execute(() -> ran.add("later"));
    assertThat(ran).as("it is outside again").containsExactly("left");
  }

  @Test
  void tryExecute_neverRunsHere() {
    trampoline.run(() -> assertThat(trampoline.tryExecute(() -> ran.add("here"))).isFalse());

    assertThat(ran).isEmpty();
  }
}
