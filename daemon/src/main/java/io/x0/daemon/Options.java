package io.x0.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command line of x0d; what is not given is null. Filled once, then only read. */
@Command(
    name = "x0d",
    description = "HTTP load balancer. Runs in the foreground until SIGTERM or SIGINT.",
    sortOptions = false,
    usageHelpAutoWidth = true,
    footer = {
      "",
      "Exit codes: 0 stopped or checked well, 1 cannot start or bad configuration, 2 usage,",
      "4 drained by x0ctl.",
      "See x0d(8) and x0ctl(1)."
    })
final class Options {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "the configuration (default: etc/x0d.conf beside bin/, else /etc/x0d/x0d.conf)")
  @Nullable Path config;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "with --check or --dump-ast: the configuration, as --config says it")
  @Nullable Path file;

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      description = "the folder of what outlives the process (default: /var/lib/x0d)")
  @Nullable Path stateFolder;

  @Option(
      names = "--admin-socket",
      paramLabel = "PATH",
      description = "the UNIX socket of the admin API (default: /run/x0d/admin.sock)")
  @Nullable Path adminSocket;

  @Option(
      names = "--replace",
      description =
          "take the place of the x0d that listens on the admin socket, without a failed request; it"
              + " goes on if this one cannot start")
  boolean replace;

  /** What the process was started with. */
  List<String> given = List.of();

  /**
   * Starts another x0d with the same options, which replaces this one.
   *
   * @return completes when that one has ended
   * @throws IOException if it cannot be started
   */
  CompletionStage<?> launchReplacement() throws IOException {
    String home = System.getProperty("x0.home");
    if (home == null) {
      throw new IOException("this one was not started by bin/x0d");
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(home, "bin", "x0d").toString());
    command.addAll(given);
    if (!replace) {
      command.add("--replace");
    }
    return Orphan.start(command);
  }

  @Option(names = "--check", description = "check the configuration and exit")
  boolean check;

  @Option(
      names = "--backup",
      paramLabel = "FOLDER",
      description = "copy the state into a new folder, while x0d runs or not, and exit")
  @Nullable Path backup;

  @Option(names = "--dump-ast", description = "print the syntax tree of the configuration and exit")
  boolean dumpAst;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "print the version and exit")
  boolean version;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "print this and exit")
  boolean help;
}
