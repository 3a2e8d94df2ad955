package io.x0.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.admin.Lines;
import io.x0.director.DirectorStore.StoreException;
import io.x0.director.RefusedException;
import io.x0.time.ManualTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Who is in charge, whatever happens between two daemons. */
class SuccessionTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ManualTime time = new ManualTime();
  private final Deque<Runnable> writer = new ArrayDeque<>();
  private final List<String> goods = new ArrayList<>();
  private final List<Farewell> ends = new ArrayList<>();
  private final Lines lines = new Lines();
  private int busy;
  private List<String> command = List.of("sh", "-c", "exit 7");

  private final Succession succession =
      new Succession(
          new Succession.Goods() {
            @Override
            public void lend() {
              goods.add("lent");
            }

            @Override
            public void takeBack() {
              if (busy-- > 0) {
                throw new StoreException("another x0d uses it", false, null);
              }
              goods.add("back");
            }
          },
          writer::add,
          time,
          time,
          Path.of("/state"),
          () -> PATIENCE,
          () -> new ProcessBuilder(command).start().onExit(),
          ends::add);

  private void write() {
    while (!writer.isEmpty()) {
      writer.poll().run();
    }
  }

  @Test
  void handOver_ended_afterItWasDone_staysSo() {
    Lines.Fake line = lines.open();
    var given = succession.handOver("anna", line.line());
    assertThat(given).isNotDone();
    assertThat(succession.refusal()).contains("about to replace");
    write();
    assertThat(given.join().get("state-dir").getAsString()).isEqualTo("/state");

    succession.handedOver(line.line());
    line.close();
    write();

    assertThat(goods).containsExactly("lent");
    assertThat(ends).containsExactly(Farewell.replaced(PATIENCE));
    assertThat(ends.get(0).grace()).isPositive();
    assertThat(succession.refusal()).contains("ends");
  }

  @Test
  void line_endsBefore_stateIsTakenBack() {
    Lines.Fake line = lines.open();
    var unused = succession.handOver("anna", line.line());
    write();

    line.close();
    assertThat(succession.refusal()).isNotNull();
    assertRefused(() -> succession.handedOver(line.line()));
    assertRefused(() -> succession.drain("anna", null));
    write();

    assertThat(goods).containsExactly("lent", "back");
    assertThat(succession.refusal()).isNull();
    assertThat(ends).isEmpty();
  }

  @Test
  void line_endedAlready_stateIsGivenAndTakenBack() {
    Lines.Fake line = lines.open();
    line.close();

    var unused = succession.handOver("anna", line.line());
    write();

    assertThat(goods).containsExactly("lent", "back");
    assertThat(succession.refusal()).isNull();
  }

  @Test
  void state_stillInUse_isTakenBackLater() {
    busy = 2;
    Lines.Fake line = lines.open();
    var unused = succession.handOver("anna", line.line());
    line.close();
    write();
    assertThat(succession.refusal()).isNotNull();

    for (int i = 0; i < 2; i++) {
      assertThat(goods).containsExactly("lent");
      time.advance(Duration.ofMillis(200));
      write();
    }

    assertThat(goods).containsExactly("lent", "back");
    assertThat(succession.refusal()).isNull();
  }

  @Test
  void another_line_hasNoSay() {
    CompletableFuture<?> given = succession.handOver("anna", lines.open().line());
    write();
    assertThat(given).isCompleted();

    assertRefused(() -> succession.handedOver(lines.open().line()));
    assertRefused(() -> succession.handOver("bert", lines.open().line()));
    assertThat(ends).isEmpty();
  }

  @Test
  void drain_endsOnce_withTheTimeThatWasAskedFor() {
    assertThat(succession.drainTerms(null).get("within").getAsString()).isEqualTo("10s");
    assertThat(ends).isEmpty();

    var terms = succession.drain("anna", Duration.ofMinutes(5));

    assertThat(terms.get("within").getAsString()).isEqualTo("5m");
    assertThat(ends).containsExactly(Farewell.drained(Duration.ofMinutes(5)));
    assertThat(ends.get(0).exitStatus()).isEqualTo(4);
    assertRefused(() -> succession.drain("anna", null));
    assertRefused(() -> succession.handOver("bert", lines.open().line()));
  }

  @Test
  void replacement_thatEnds_isToldOf_andAnotherMayBeTried() {
    for (int i = 0; i < 2; i++) {
      assertThat(succession.replace("anna"))
          .failsWithin(Duration.ofSeconds(30))
          .withThrowableThat()
          .withMessageContaining("the other x0d has ended");
    }
    command = List.of("/nonexistent/x0d");
    assertRefused(() -> succession.replace("anna"));
    command = List.of("true");
    assertThat(succession.replace("anna")).failsWithin(Duration.ofSeconds(30));
    assertThat(succession.refusal()).isNull();
  }

  @Test
  void replacement_thatServes_isToldOf() throws Exception {
    command = List.of("cat");
    var outcome = succession.replace("anna");
    assertRefused(() -> succession.replace("bert"));
    Lines.Fake line = lines.open();
    var unused = succession.handOver("x0d", line.line());
    write();
    assertThat(outcome).isNotDone();

    succession.handedOver(line.line());

    assertThat(outcome).isCompleted();
  }

  private static void assertRefused(Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.reason()).isEqualTo(RefusedException.Cause.CONFLICT));
  }
}
