package io.x0.cli.command;

import io.x0.cli.syntax.Option;
import io.x0.cli.syntax.Parameter;
import io.x0.cli.syntax.Syntax;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parses what follows the words of a command. The model has only the options and parameters of that
 * one command, and is read without reflection: a library that does more takes longer than
 * everything else together. Confined to one thread.
 */
final class ArgumentParser {
  private final String words;
  private final Syntax syntax = new Syntax();
  private final List<String> parameters = new ArrayList<>();
  private final Map<String, List<String>> options = new LinkedHashMap<>();

  ArgumentParser(CommandPath path) {
    this.words = path.words();
    if (path.node() instanceof Command command) {
      command.declare(syntax);
    }
    GlobalOptions.declare(syntax);
  }

  /** Returns what the command takes. */
  Syntax syntax() {
    return syntax;
  }

  /**
   * Returns what {@code arguments} say. Who asks for help may leave parameters out.
   *
   * @throws UsageException if they are not what the command takes
   */
  Arguments parse(List<String> arguments) {
    boolean isOpen = true;
    int i = 0;
    while (i < arguments.size()) {
      String argument = arguments.get(i++);
      if (!isOpen || !isOption(argument)) {
        parameters.add(argument);
        isOpen &= !syntax.endsWithLine();
      } else if (argument.equals("--")) {
        isOpen = false;
      } else {
        String next = i < arguments.size() ? arguments.get(i) : null;
        i += take(argument, next) ? 1 : 0;
      }
    }
    if (!GlobalOptions.asksForHelp(options.keySet())) {
      count();
    }
    return new Arguments(parameters, options);
  }

  /** Returns whether an argument is one of an option; a number below zero is a value. */
  static boolean isOption(String argument) {
    return argument.length() > 1
        && argument.charAt(0) == '-'
        && !(argument.charAt(1) >= '0' && argument.charAt(1) <= '9');
  }

  /**
   * Takes an option, with the value in the same argument or with {@code next}.
   *
   * @return whether the next argument was its value
   */
  private boolean take(String argument, @Nullable String next) {
    int equals = argument.indexOf('=');
    String name = equals < 0 ? argument : argument.substring(0, equals);
    String value = equals < 0 ? null : argument.substring(equals + 1);
    Option option = syntax.option(name);
    if (option == null && argument.charAt(1) != '-' && argument.length() > 2) {
      // A value may stand right behind a short option: -ojson.
      option = syntax.option(argument.substring(0, 2));
      value = option != null && option.takesValue() ? argument.substring(2) : value;
      option = option != null && option.takesValue() ? option : null;
    }
    if (option == null) {
      throw unknown(name);
    }
    if (!option.takesValue()) {
      if (value != null && option.kind() == Option.Kind.OPTIONAL_VALUE) {
        put(option, value);
        return false;
      }
      if (value != null) {
        throw new UsageException(name + " takes no value, and got '" + value + "'", words);
      }
      options.put(option.name(), List.of());
      return false;
    }
    boolean isNext = value == null;
    if (isNext) {
      value = next;
    }
    if (value == null || (isNext && (value.equals("--") || syntax.option(value) != null))) {
      throw new UsageException(option.name() + " needs a value (" + option.label() + ")", words);
    }
    put(option, value);
    return isNext;
  }

  private void put(Option option, String value) {
    List<String> values = options.get(option.name());
    if (values == null) {
      values = new ArrayList<>();
      options.put(option.name(), values);
    } else if (option.kind() != Option.Kind.REPEATABLE) {
      throw new UsageException(option.name() + " is given twice", words);
    }
    values.add(value);
  }

  private UsageException unknown(String name) {
    List<String> known = new ArrayList<>();
    for (Option option : syntax.options()) {
      known.add(option.name());
    }
    String nearest = Nearest.to(name, known);
    return new UsageException(
        "no such option: '"
            + name
            + "'"
            + (nearest == null ? "" : " (did you mean '" + nearest + "'?)"),
        words);
  }

  /** Checks that there are as many parameters as the command takes. */
  private void count() {
    List<Parameter> declared = syntax.parameters();
    for (int i = parameters.size(); i < declared.size(); i++) {
      if (declared.get(i).count() == Parameter.Count.ONE) {
        throw new UsageException(declared.get(i).label() + " is missing", words);
      }
    }
    for (int i = declared.size(); i < parameters.size(); i++) {
      if (syntax.parameter(i) == null) {
        throw new UsageException("one argument too many: '" + parameters.get(i) + "'", words);
      }
    }
  }
}
