package io.x0.cli.command;

import io.x0.cli.client.AdminClient;
import io.x0.cli.output.Format;
import io.x0.cli.output.Host;
import io.x0.cli.output.Printer;
import io.x0.common.InvalidValueException;
import io.x0.common.unit.DurationText;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The options every command has, before or after its words. Stateless. */
final class GlobalOptions {
  private static final String DEFAULT_SOCKET = "/run/x0d/admin.sock";
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  private GlobalOptions() {}

  static void declare(CommandSpec spec) {
    Declare.option(spec, "PATH", "admin socket of the daemon, or X0_SOCKET", "--socket");
    Declare.option(spec, "FORMAT", "table or json, or X0_OUTPUT", "-o", "--output");
    Declare.flag(spec, "--quiet", "confirm nothing, hint at nothing");
    Declare.flag(spec, "--dry-run", "let the daemon check a change without making it");
    Declare.flag(spec, "--yes", "do not ask before something is deleted");
    spec.addOption(
        OptionSpec.builder("-h", "--help")
            .type(boolean.class)
            .arity("0")
            .usageHelp(true)
            .description("show this help")
            .build());
    spec.addOption(
        OptionSpec.builder("-V", "--version")
            .type(boolean.class)
            .arity("0")
            .versionHelp(true)
            .description("show the version of x0ctl")
            .build());
  }

  /** Returns the forms that output may have. */
  static List<String> formats() {
    return List.of("table", "json");
  }

  /** Returns whether the argument after {@code option} is its value. */
  static boolean takesValue(String option) {
    return List.of("--socket", "-o", "--output", "-f", "--file").contains(option);
  }

  /** Returns whether somebody wants to read about x0ctl instead of using it. */
  static boolean asksForHelp(List<String> options) {
    return List.of("-h", "--help", "-V", "--version").stream().anyMatch(options::contains);
  }

  /** Returns the client that options and environment ask for. */
  static AdminClient client(Arguments arguments, Host host) {
    String option = arguments.option("--socket");
    String source = option == null ? "X0_SOCKET" : "--socket";
    String socket = option == null ? host.variable("X0_SOCKET", DEFAULT_SOCKET) : option;
    try {
      if (socket.isEmpty()) {
        throw new InvalidValueException(source, socket, "the path of a socket");
      }
      AdminClient client = new AdminClient(Path.of(socket), timeout(host));
      return arguments.has("--dry-run") ? client.dryRun() : client;
    } catch (InvalidPathException e) {
      throw new InvalidValueException(source, socket, "the path of a socket");
    }
  }

  /** Returns the printer that options and environment ask for. */
  static Printer printer(Arguments arguments, Host host) {
    return new Printer(
        host,
        format(arguments.option("--output"), host),
        arguments.has("--quiet"),
        arguments.has("--dry-run"));
  }

  private static Format format(@Nullable String option, Host host) {
    return option == null
        ? Format.parse("X0_OUTPUT", host.variable("X0_OUTPUT", "table"))
        : Format.parse("--output", option);
  }

  private static Duration timeout(Host host) {
    String text = host.variable("X0_TIMEOUT", "");
    if (text.isEmpty()) {
      return DEFAULT_TIMEOUT;
    }
    Duration timeout = DurationText.parse("X0_TIMEOUT", text);
    if (timeout.isZero()) {
      throw new InvalidValueException("X0_TIMEOUT", text, "at least 1ms");
    }
    return timeout;
  }
}
