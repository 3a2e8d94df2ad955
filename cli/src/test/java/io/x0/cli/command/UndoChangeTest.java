package io.x0.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.cli.CliRun;
import io.x0.cli.FakeTerminal;
import org.junit.jupiter.api.Test;

class UndoChangeTest extends CommandTest {
  private static final String PLAN =
      """
      {"undoes":41,"changes":[
        {"undoes":42,"at":"2026-11-22T18:00:02Z","who":"root","action":"backend add shop b2",
         "director":"shop","revision":9,
         "changes":[{"kind":"backend","name":"b2","change":"removed"}]},
        {"undoes":41,"at":"2026-11-22T18:00:01Z","who":"root","action":"director set shop",
         "director":"shop","revision":10,
         "changes":[{"kind":"director","name":"shop","change":"changed",
           "settings":{"queue-limit":{"before":5,"after":1000}}},
           {"kind":"bucket","name":"vip","change":"created"}]}]}\
      """;
  private static final String LINES =
      """
      change 42 by root at 2026-11-22T18:00:02Z: backend add shop b2
        - backend shop/b2
      change 41 by root at 2026-11-22T18:00:01Z: director set shop
        ~ director shop: queue-limit 5 -> 1000
        + bucket shop/vip
      """;

  @Test
  void undo_agreed_showsWhatItDoesAndDoesItByNumber() {
    daemon.answer(200, PLAN).answer(200, PLAN);

    CliRun run = CliRun.of(daemon, FakeTerminal.of(100, "y"), "undo");

    assertThat(run)
        .isEqualTo(new CliRun(0, "change 41 undone\n", LINES + "undo change 41? [y/N] "));
    assertThat(daemon.lines())
        .containsExactly("POST /history/undo?dry-run=true HTTP/1.1", "POST /history/undo HTTP/1.1");
    assertThat(daemon.received().get(0).body()).isEqualTo("{}");
    assertThat(daemon.received().get(1).body()).isEqualTo("{\"id\":41}");
  }

  @Test
  void undo_notAgreed_changesNothing() {
    daemon.answer(200, PLAN);

    CliRun run = CliRun.of(daemon, FakeTerminal.of(100, ""), "undo", "42");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).endsWith("x0ctl: cancelled, change 41 stays\n");
    assertThat(daemon.lines()).containsExactly("POST /history/undo?dry-run=true HTTP/1.1");
    assertThat(daemon.received().get(0).body()).isEqualTo("{\"id\":42}");
  }

  @Test
  void undo_yes_doesNotAsk() {
    daemon.answer(200, PLAN).answer(200, PLAN);

    assertThat(CliRun.of(daemon, "undo", "--yes")).isEqualTo(CliRun.ok("change 41 undone\n"));
  }

  @Test
  void undo_noTerminal_saysHowToAgree() {
    assertThat(CliRun.of(daemon, "undo"))
        .isEqualTo(
            CliRun.failed(2, "undo asks first, and there is no terminal to ask on; add --yes"));
    assertThat(daemon.lines()).isEmpty();
  }

  @Test
  void undo_dryRun_onlyShows() {
    daemon.answer(200, PLAN).answer(200, PLAN);

    assertThat(CliRun.of(daemon, "undo", "--dry-run")).isEqualTo(CliRun.ok(LINES));
    assertThat(CliRun.of(daemon, "undo", "--dry-run", "-o", "json").out())
        .contains("\"undoes\": 41");
    assertThat(daemon.lines()).containsOnly("POST /history/undo?dry-run=true HTTP/1.1");
  }

  @Test
  void undo_refused_isAConflict() {
    daemon.refuse(409, "change 41 cannot be undone: director shop is gone");

    assertThat(CliRun.of(daemon, "undo", "41", "--yes"))
        .isEqualTo(CliRun.failed(4, "change 41 cannot be undone: director shop is gone"));
  }

  @Test
  void undo_notANumber_asksNobody() {
    assertThat(CliRun.of(daemon, "undo", "last", "--yes").exitCode()).isEqualTo(2);
    assertThat(CliRun.of(daemon, "undo", "0", "--yes").exitCode()).isEqualTo(2);
    assertThat(daemon.lines()).isEmpty();
  }
}
