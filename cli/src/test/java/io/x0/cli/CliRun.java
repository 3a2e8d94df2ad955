package io.x0.cli;

import io.x0.cli.command.Commands;
import io.x0.cli.command.Dispatcher;
import io.x0.cli.command.ExitCode;
import io.x0.cli.output.Host;
import io.x0.cli.output.Output;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One run of x0ctl and what came of it.
 *
 * @param exitCode how it ended
 * @param out what it printed to standard output
 * @param err what it printed to standard error
 */
public record CliRun(int exitCode, String out, String err) {

  /** Runs x0ctl without a terminal. */
  public static CliRun of(FakeDaemon daemon, String... arguments) {
    return of(daemon.socket(), new FakeTerminal(), Map.of(), arguments);
  }

  /** Runs x0ctl on a terminal. */
  public static CliRun of(FakeDaemon daemon, FakeTerminal terminal, String... arguments) {
    return of(daemon.socket(), terminal, Map.of("TERM", "xterm"), arguments);
  }

  /** Runs x0ctl with a terminal and an environment. */
  public static CliRun of(
      Path socket, FakeTerminal terminal, Map<String, String> environment, String... arguments) {
    Map<String, String> variables = new HashMap<>(environment);
    variables.putIfAbsent("X0_SOCKET", socket.toString());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Host host = new Host(variables, new Output(out), new Output(err), terminal);
    ExitCode code = new Dispatcher(new Commands(), host).run(List.of(arguments));
    host.out().flush();
    host.err().flush();
    return new CliRun(
        code.number(), out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Returns a run that printed only data. */
  public static CliRun ok(String out) {
    return new CliRun(0, out, "");
  }

  /** Returns a run that printed only an error. */
  public static CliRun failed(int exitCode, String line) {
    return new CliRun(exitCode, "", "x0ctl: " + line + "\n");
  }
}
