package io.x0.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.cli.CliRun;
import io.x0.cli.FakeTerminal;
import io.x0.cli.Samples;
import io.x0.cli.output.Host;
import io.x0.cli.output.Output;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalOutputTest extends CommandTest {
  @Test
  void list_terminal_coloursStates() {
    daemon.answer(
        200,
        "{\"a\":%s,\"b\":%s,\"c\":%s}"
            .formatted(
                Samples.director("a", "up"),
                Samples.director("b", "degraded"),
                Samples.director("c", "down")));

    String out = CliRun.of(daemon, FakeTerminal.of(80), "director", "list").out();

    assertThat(out)
        .contains(
            "\u001b[32mup\u001b[0m      ",
            "\u001b[33mdegraded\u001b[0m",
            "\u001b[31mdown\u001b[0m");
  }

  @Test
  void list_noColor_isPlain() {
    assertPlain(Map.of("TERM", "xterm", "NO_COLOR", "1"));
    assertPlain(Map.of("TERM", "dumb"));
    assertPlain(Map.of());
  }

  private void assertPlain(Map<String, String> environment) {
    daemon.answer(200, "{\"a\":" + Samples.director("a", "up") + "}");

    CliRun run = CliRun.of(daemon.socket(), FakeTerminal.of(80), environment, "director", "list");

    assertThat(run.out()).doesNotContain("\u001b").contains("up");
  }

  @Test
  void list_hostileNames_areHarmless() {
    daemon.answer(200, "{\"a\":{\"name\":\"a\\u001b[2J\\u0007\\r\\nb\\u009b\",\"state\":\"up\"}}");

    String out = CliRun.of(daemon, "director", "list").out();

    assertThat(out.lines()).hasSize(2).last().asString().startsWith("a[2J b  ");
  }

  @Test
  void list_hostileJson_isEscaped() {
    daemon.answer(200, "{\"a\":\"\\u001b\u009b\u202e<&'\"}");

    assertThat(CliRun.of(daemon, "director", "list", "-o", "json").out())
        .isEqualTo("{\n  \"a\": \"\\u001b\\u009b\\u202e<&'\"\n}\n");
  }

  @Test
  void list_environmentAsksForJson_optionWins() {
    daemon.answer(200, "{}").answer(200, "{}");
    Map<String, String> environment = Map.of("X0_OUTPUT", "json");

    CliRun json = CliRun.of(daemon.socket(), new FakeTerminal(), environment, "director", "list");
    CliRun table =
        CliRun.of(
            daemon.socket(), new FakeTerminal(), environment, "-o", "table", "director", "list");

    assertThat(json.out()).isEqualTo("{}\n");
    assertThat(table.out()).startsWith("NAME");
  }

  @Test
  void list_socketOptionBetweenTheWords_wins() {
    daemon.answer(200, "{}");

    CliRun run =
        CliRun.of(
            Path.of("/nonexistent"),
            new FakeTerminal(),
            Map.of(),
            "director",
            "--socket",
            daemon.socket().toString(),
            "list");

    assertThat(run.exitCode()).isZero();
  }

  @Test
  void list_readerLeft_endsQuietly() {
    assertThat(runInto("Broken pipe")).isEqualTo(new CliRun(0, "", ""));
  }

  @Test
  void list_diskFull_saysSo() {
    assertThat(runInto("No space left on device"))
        .isEqualTo(CliRun.failed(1, "cannot write the output: No space left on device"));
  }

  private CliRun runInto(String reason) {
    daemon.answer(200, "{}");
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException(reason);
          }
        };
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Host host =
        new Host(
            Map.of("X0_SOCKET", daemon.socket().toString()),
            new Output(broken),
            new Output(err),
            new FakeTerminal());
    ExitCode code = new Dispatcher(new Commands(), host).run(List.of("director", "list"));
    return new CliRun(code.number(), "", err.toString(StandardCharsets.UTF_8));
  }
}
