package io.x0.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.cli.CliRun;
import org.junit.jupiter.api.Test;

class LogCommandsTest extends CommandTest {
  @Test
  void reopen_done_isConfirmed() {
    daemon.answer(200, "{\"reopened\":true}");

    assertThat(CliRun.of(daemon, "log", "reopen")).isEqualTo(CliRun.ok("access logs reopened\n"));
    assertThat(daemon.lines()).containsExactly("POST /log/reopen HTTP/1.1");
  }

  @Test
  void reopen_failed_saysWhichFileAndWhy() {
    daemon.answer(
        500, "{\"status\":500,\"title\":\"x\",\"detail\":\"/var/log/a: permission denied\"}");

    CliRun run = CliRun.of(daemon, "log", "reopen");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("/var/log/a: permission denied").hasLineCount(1);
  }
}
