package io.x0.cli.command;

import io.x0.cli.client.AdminClient;
import io.x0.cli.output.Colour;
import io.x0.cli.output.Format;
import io.x0.cli.output.Host;
import io.x0.cli.output.Printer;
import io.x0.cli.output.Style;
import io.x0.cli.syntax.Option;
import io.x0.cli.syntax.Syntax;
import io.x0.common.InvalidValueException;
import io.x0.common.unit.DurationText;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The options every command has, before or after its words. Stateless. */
final class GlobalOptions {
  private static final String DEFAULT_SOCKET = "/run/x0d/admin.sock";
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  static final String HELP = "--help";
  static final String VERSION = "--version";

  private GlobalOptions() {}

  static void declare(Syntax syntax) {
    Declare.option(syntax, "PATH", "admin socket of the daemon, or X0_SOCKET", "--socket");
    Declare.option(
        syntax, "FORMAT", "table, wide, json, yaml, csv or name, or X0_OUTPUT", "-o", "--output");
    Declare.flag(syntax, "--no-headers", "tables and CSV without headers");
    Declare.option(syntax, "WHEN", "colour states: auto, always or never", "--color");
    Declare.flag(syntax, "--quiet", "confirm nothing, hint at nothing");
    Declare.flag(syntax, "--dry-run", "let the daemon check a change without making it");
    Declare.flag(syntax, "--yes", "do not ask before something is deleted");
    syntax.add(new Option(List.of("-h", HELP), Option.Kind.FLAG, "", "show this help"));
    syntax.add(
        new Option(List.of("-V", VERSION), Option.Kind.FLAG, "", "show the version of x0ctl"));
  }

  /** Returns whether the argument after {@code option} is its value. */
  static boolean takesValue(String option) {
    return List.of("--socket", "-o", "--output", "--color", "-f", "--file").contains(option);
  }

  /** Returns whether somebody wants to read about x0ctl instead of using it. */
  static boolean asksForHelp(Collection<String> options) {
    return options.contains("-h")
        || options.contains(HELP)
        || options.contains("-V")
        || options.contains(VERSION);
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

  /**
   * Returns the printer that options and environment ask for.
   *
   * @param remark what is said after a change that is confirmed
   */
  static Printer printer(Arguments arguments, Host host, String remark) {
    String colour = arguments.option("--color");
    return new Printer(
        host,
        new Style(
            format(arguments.option("--output"), host),
            colour == null ? Colour.AUTO : Colour.parse("--color", colour),
            !arguments.has("--no-headers"),
            arguments.has("--quiet"),
            arguments.has("--dry-run") ? " (dry run: nothing was changed)" : remark));
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
