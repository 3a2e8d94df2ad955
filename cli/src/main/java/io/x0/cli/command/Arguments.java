package io.x0.cli.command;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

/** What was typed after the words of a command. Immutable. */
public final class Arguments {
  private final ParseResult parsed;

  Arguments(ParseResult parsed) {
    this.parsed = Objects.requireNonNull(parsed, "parsed");
  }

  /** Returns the parameter at {@code index}, which is declared and therefore there. */
  String parameter(int index) {
    String value = parsed.matchedPositionalValue(index, "");
    return Objects.requireNonNull(value, "parameter");
  }

  /** Returns the parameter at {@code index}, or null when it was not given. */
  @Nullable String optionalParameter(int index) {
    return parsed.matchedPositionalValue(index, null);
  }

  /** Returns the parameters from {@code index} on. */
  List<String> parameters(int index) {
    List<String> values = parsed.matchedPositionalValue(index, List.<String>of());
    return values == null ? List.of() : List.copyOf(values);
  }

  /** Returns the value of an option, or null when it was not given. */
  public @Nullable String option(String name) {
    return parsed.matchedOptionValue(name, null);
  }

  /** Returns the values of an option that may be given more than once. */
  List<String> options(String name) {
    List<String> values = parsed.matchedOptionValue(name, List.<String>of());
    return values == null ? List.of() : List.copyOf(values);
  }

  /** Returns whether an option was given. */
  public boolean has(String name) {
    return parsed.hasMatchedOption(name);
  }
}
