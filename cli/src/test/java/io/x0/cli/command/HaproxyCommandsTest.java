package io.x0.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.cli.CliRun;
import io.x0.cli.FakeTerminal;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What happens where the library of the daemon is missing; the rest is tested when packaged. */
class HaproxyCommandsTest {
  private static CliRun run(String... arguments) {
    return CliRun.of(Path.of("/nonexistent/admin.sock"), new FakeTerminal(), Map.of(), arguments);
  }

  @Test
  void check_withoutTheDaemonsLibrary_saysSoInOneLine() {
    CliRun ran = run("haproxy", "check", "a.cfg");

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err())
        .matches(
            "x0ctl: this needs x0d on the same machine: there is no x0-daemon jar in [^\n]+\n");
  }

  @Test
  void convert_withoutAFile_isMisuse() {
    assertThat(run("haproxy", "convert"))
        .isEqualTo(CliRun.failed(2, "FILE is missing; try 'x0ctl haproxy convert --help'"));
  }
}
