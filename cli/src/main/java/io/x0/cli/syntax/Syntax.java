package io.x0.cli.syntax;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options and parameters of one command, in the order of its help. Built for the command that
 * was typed only, as every run is a cold start. Confined to one thread.
 */
public final class Syntax {
  private final List<Option> options = new ArrayList<>();
  private final List<Parameter> parameters = new ArrayList<>();
  private boolean endsWithLine;

  /**
   * Makes everything from the first parameter on a parameter, be it an option or not: the command
   * takes the line of another one.
   */
  public void endWithLine() {
    endsWithLine = true;
  }

  /** Returns whether everything from the first parameter on is the line of another command. */
  public boolean endsWithLine() {
    return endsWithLine;
  }

  /** Adds an option. */
  public void add(Option option) {
    options.add(option);
  }

  /** Adds the parameter at {@code index}, which is the next one. */
  public void add(int index, Parameter parameter) {
    if (index != parameters.size()) {
      throw new IllegalArgumentException("index: " + index);
    }
    parameters.add(parameter);
  }

  /** Returns the options. */
  public List<Option> options() {
    return Collections.unmodifiableList(options);
  }

  /** Returns the parameters, the first one first. */
  public List<Parameter> parameters() {
    return Collections.unmodifiableList(parameters);
  }

  /** Returns the option that is typed as {@code name}, or null if there is none. */
  public @Nullable Option option(String name) {
    for (Option option : options) {
      if (option.names().contains(name)) {
        return option;
      }
    }
    return null;
  }

  /** Returns the parameter that takes the argument at {@code index}, or null if none does. */
  public @Nullable Parameter parameter(int index) {
    if (index < parameters.size()) {
      return parameters.get(index);
    }
    Parameter last = parameters.isEmpty() ? null : parameters.get(parameters.size() - 1);
    return last != null && last.count() == Parameter.Count.ANY ? last : null;
  }
}
