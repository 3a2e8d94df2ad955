package io.x0.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Parses what follows the words of a command. The model has only the options and parameters of that
 * one command: building the model of all of them takes longer than everything else. Confined to one
 * thread.
 */
final class ArgumentParser {
  private final String words;
  private final CommandSpec spec;
  private final CommandLine commandLine;

  ArgumentParser(CommandPath path) {
    this.words = path.words();
    this.spec = CommandSpec.create().name(words.isEmpty() ? "x0ctl" : "x0ctl " + words);
    if (path.node() instanceof Command command) {
      command.declare(spec);
    }
    GlobalOptions.declare(spec);
    this.commandLine = new CommandLine(spec);
    commandLine.setExpandAtFiles(false);
    commandLine.setTrimQuotes(false);
  }

  /** Returns the line behind the model, for its help. */
  CommandLine commandLine() {
    return commandLine;
  }

  /**
   * Returns what {@code arguments} say.
   *
   * @throws UsageException if they are not what the command takes
   */
  ParseResult parse(List<String> arguments) {
    try {
      return commandLine.parseArgs(arguments.toArray(new String[0]));
    } catch (UnmatchedArgumentException e) {
      throw new UsageException(unmatched(e.getUnmatched().get(0)), words);
    } catch (MissingParameterException e) {
      throw new UsageException(missing(e), words);
    } catch (ParameterException e) {
      throw new UsageException(words(e), words);
    }
  }

  private String unmatched(String argument) {
    if (!argument.startsWith("-")) {
      return "one argument too many: '" + argument + "'";
    }
    String name = argument.contains("=") ? argument.substring(0, argument.indexOf('=')) : argument;
    List<String> known = new ArrayList<>();
    for (OptionSpec option : spec.options()) {
      known.add(option.longestName());
    }
    String nearest = Nearest.to(name, known);
    return "no such option: '"
        + name
        + "'"
        + (nearest == null ? "" : " (did you mean '" + nearest + "'?)");
  }

  private static String missing(MissingParameterException e) {
    ArgSpec first = e.getMissing().isEmpty() ? null : e.getMissing().get(0);
    if (first instanceof OptionSpec option) {
      return option.longestName() + " needs a value (" + option.paramLabel() + ")";
    }
    return first == null ? words(e) : first.paramLabel() + " is missing";
  }

  private static String words(ParameterException e) {
    String message = String.valueOf(e.getMessage());
    return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
  }
}
