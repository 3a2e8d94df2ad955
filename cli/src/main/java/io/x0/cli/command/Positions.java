package io.x0.cli.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Where the arguments of a command stand that may not be complete yet. Immutable.
 *
 * @param path the command
 * @param spec what it takes
 * @param values its parameters so far, without options and their values
 * @param options the options so far, by the name that was typed
 * @param pending the option whose value comes next, or null
 */
record Positions(
    CommandPath path,
    CommandSpec spec,
    List<String> values,
    List<String> options,
    @Nullable OptionSpec pending) {

  /**
   * Returns where the arguments of a line stand.
   *
   * @throws UsageException if its words lead nowhere
   */
  static Positions of(Group root, List<String> line) {
    CommandPath path = CommandPath.follow(root, line);
    CommandSpec spec = new ArgumentParser(path).commandLine().getCommandSpec();
    List<String> values = new ArrayList<>();
    List<String> options = new ArrayList<>();
    OptionSpec pending = null;
    for (String argument : path.rest()) {
      if (pending != null) {
        pending = null;
      } else if (argument.startsWith("-") && argument.length() > 1) {
        int equals = argument.indexOf('=');
        String name = equals < 0 ? argument : argument.substring(0, equals);
        options.add(name);
        OptionSpec option = spec.findOption(name);
        pending = option != null && equals < 0 && takesValue(option) ? option : null;
      } else {
        values.add(argument);
      }
    }
    return new Positions(path, spec, List.copyOf(values), List.copyOf(options), pending);
  }

  static boolean takesValue(OptionSpec option) {
    return option.arity().min() > 0;
  }

  /** Returns the label of the parameter at {@code index}, or an empty text if there is none. */
  String label(int index) {
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      if (parameter.index().contains(index) && !parameter.hidden()) {
        return parameter.paramLabel();
      }
    }
    return "";
  }

  /** Returns whether the first parameter names a director that exists. */
  boolean isAboutADirector() {
    return label(0).equals(Subject.DIRECTOR.label());
  }
}
