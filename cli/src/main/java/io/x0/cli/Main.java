package io.x0.cli;

import io.x0.cli.client.AdminClient;
import io.x0.cli.command.Command;
import io.x0.cli.command.Commands;
import io.x0.cli.command.Dispatcher;
import io.x0.cli.output.Host;
import io.x0.cli.output.Output;
import io.x0.cli.output.SystemTerminal;
import io.x0.cli.shell.RunLines;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The process {@code x0ctl}. */
public final class Main {
  private Main() {}

  /** Runs the command that {@code args} mean and ends the process with its exit code. */
  public static void main(String[] args) {
    AdminClient.warmUp();
    // From Java 22 on the console of the JDK is there without a terminal, too, unless told so.
    System.setProperty("jdk.console", "java.base");

    Map<String, String> environment = System.getenv();
    Host host =
        new Host(
            environment,
            new Output(new FileOutputStream(FileDescriptor.out)),
            new Output(new FileOutputStream(FileDescriptor.err)),
            new SystemTerminal(environment.get("COLUMNS")));
    Commands commands = new Commands();
    Supplier<Command> idle = () -> new RunLines(commands, System.in);
    System.exit(
        new Dispatcher(commands, host, idle, () -> Dispatcher.PREFIX, client -> client)
            .run(List.of(args))
            .number());
  }
}
