package io.x0.cli.command;

import io.x0.cli.syntax.Option;
import io.x0.cli.syntax.Parameter;
import io.x0.cli.syntax.Syntax;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the arguments of a command stand that may not be complete yet. Immutable.
 *
 * @param path the command
 * @param syntax what it takes
 * @param values its parameters so far, without options and their values
 * @param options the options so far, by the name that was typed
 * @param pending the option whose value comes next, or null
 */
record Positions(
    CommandPath path,
    Syntax syntax,
    List<String> values,
    List<String> options,
    @Nullable Option pending) {

  /**
   * Returns where the arguments of a line stand.
   *
   * @throws UsageException if its words lead nowhere
   */
  static Positions of(Group root, List<String> line) {
    CommandPath path = CommandPath.follow(root, line);
    Syntax syntax = new ArgumentParser(path).syntax();
    List<String> values = new ArrayList<>();
    List<String> options = new ArrayList<>();
    Option pending = null;
    for (String argument : path.rest()) {
      if (pending != null) {
        pending = null;
      } else if (syntax.endsWithLine() && !values.isEmpty()) {
        values.add(argument);
      } else if (ArgumentParser.isOption(argument)) {
        int equals = argument.indexOf('=');
        String name = equals < 0 ? argument : argument.substring(0, equals);
        options.add(name);
        Option option = syntax.option(name);
        pending = option != null && equals < 0 && option.takesValue() ? option : null;
      } else {
        values.add(argument);
      }
    }
    return new Positions(path, syntax, List.copyOf(values), List.copyOf(options), pending);
  }

  /** Returns the label of the parameter at {@code index}, or an empty text if there is none. */
  String label(int index) {
    Parameter parameter = syntax.parameter(index);
    return parameter == null ? "" : parameter.label();
  }

  /** Returns whether the first parameter names a director that exists. */
  boolean isAboutADirector() {
    return label(0).equals(Subject.DIRECTOR.label());
  }
}
