package io.x0.cli;

import io.x0.cli.client.AdminClient;
import io.x0.cli.command.Command;
import io.x0.cli.command.Commands;
import io.x0.cli.command.Dispatcher;
import io.x0.cli.command.ExitCode;
import io.x0.cli.command.Situation;
import io.x0.cli.output.Host;
import io.x0.cli.output.Output;
import io.x0.cli.output.SystemTerminal;
import io.x0.cli.shell.RunLines;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/** The process {@code x0ctl}. */
public final class Main {
  private Main() {}

  /** A line typed after {@code x0ctl}. */
  private record Typed(Commands commands) implements Situation {
    @Override
    public Command idle() {
      return new RunLines(commands, System.in);
    }
  }

  /** Runs the command that {@code args} mean and ends the process with its exit code. */
  public static void main(String[] args) {
    AdminClient.warmUp();
    // From Java 22 on the console of the JDK is there without a terminal, too, unless told so.
    System.setProperty("jdk.console", "java.base");
    System.exit(
        run(
                List.of(args),
                System.getenv(),
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err))
            .number());
  }

  /** Runs a command, and returns how it ended. */
  public static ExitCode run(
      List<String> line, Map<String, String> environment, OutputStream out, OutputStream err) {
    Host host =
        new Host(
            environment,
            new Output(out),
            new Output(err),
            new SystemTerminal(environment.get("COLUMNS")));
    Commands commands = new Commands();
    return new Dispatcher(commands, host, new Typed(commands)).run(line);
  }
}
