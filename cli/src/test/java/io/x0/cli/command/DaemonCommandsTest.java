package io.x0.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.cli.CliRun;
import org.junit.jupiter.api.Test;

class DaemonCommandsTest extends CommandTest {
  private static final String DRAINS = "{\"pid\":7,\"within\":\"5m\"}";

  @Test
  void replace_done_isConfirmed() {
    daemon.answer(200, "{\"pid\":7}");

    assertThat(CliRun.of(daemon, "daemon", "replace"))
        .isEqualTo(CliRun.ok("another x0d serves now\n"));
    assertThat(daemon.lines()).containsExactly("POST /daemon/replace HTTP/1.1");
  }

  @Test
  void drain_tellsForHowLong() {
    daemon.answer(200, DRAINS);

    assertThat(CliRun.of(daemon, "daemon", "drain", "--within=300s"))
        .isEqualTo(CliRun.ok("x0d drains for up to 5m\n"));
    assertThat(daemon.lines()).containsExactly("POST /daemon/drain?within=5m HTTP/1.1");
  }

  @Test
  void drain_withoutTime_leavesItToTheConfiguration() {
    daemon.answer(200, "{\"pid\":7,\"within\":\"10s\"}");

    assertThat(CliRun.of(daemon, "daemon", "drain"))
        .isEqualTo(CliRun.ok("x0d drains for up to 10s\n"));
    assertThat(daemon.lines()).containsExactly("POST /daemon/drain HTTP/1.1");
  }

  @Test
  void drain_wait_endsWhenAnotherOneAnswers() {
    daemon
        .answer(200, DRAINS)
        .answer(200, "{\"pid\":7,\"requests\":{\"current\":2}}")
        .answer(200, "{\"pid\":8}");

    assertThat(CliRun.of(daemon, "daemon", "drain", "--within=5m", "--wait"))
        .isEqualTo(CliRun.ok("x0d has ended\n"));
    assertThat(daemon.lines()).hasSize(3);
  }

  @Test
  void drain_noTime_isRefusedBeforeAnythingIsAsked() {
    CliRun run = CliRun.of(daemon, "daemon", "drain", "--within=soon");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--within: soon");
    assertThat(daemon.lines()).isEmpty();
  }

  @Test
  void drain_refused_saysWhy() {
    daemon.refuse(409, "this x0d ends already");

    CliRun run = CliRun.of(daemon, "daemon", "drain");

    assertThat(run.exitCode()).isEqualTo(4);
    assertThat(run.err()).contains("this x0d ends already").hasLineCount(1);
  }
}
