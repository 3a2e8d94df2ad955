package io.x0.cli.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was typed after the words of a command. Immutable. */
public final class Arguments {
  private final List<String> parameters;
  private final Map<String, List<String>> options;

  /**
   * @param parameters the arguments that are no options
   * @param options the values of each option that was given, by its longest name; none for a flag
   */
  Arguments(List<String> parameters, Map<String, List<String>> options) {
    this.parameters = List.copyOf(parameters);
    this.options = new HashMap<>(options);
  }

  /** Returns the parameter at {@code index}, which is declared and therefore there. */
  String parameter(int index) {
    return parameters.get(index);
  }

  /** Returns the parameter at {@code index}, or null when it was not given. */
  public @Nullable String optionalParameter(int index) {
    return index < parameters.size() ? parameters.get(index) : null;
  }

  /** Returns the parameters from {@code index} on. */
  List<String> parameters(int index) {
    return index < parameters.size()
        ? parameters.subList(index, parameters.size())
        : new ArrayList<>();
  }

  /** Returns the value of an option, or null when it was not given. */
  public @Nullable String option(String name) {
    List<String> values = options.get(name);
    return values == null || values.isEmpty() ? null : values.get(0);
  }

  /** Returns the values of an option that may be given more than once. */
  List<String> options(String name) {
    return options.getOrDefault(name, List.of());
  }

  /** Returns whether an option was given. */
  public boolean has(String name) {
    return options.containsKey(name);
  }
}
