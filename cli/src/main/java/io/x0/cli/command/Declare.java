package io.x0.cli.command;

import io.x0.cli.syntax.Option;
import io.x0.cli.syntax.Parameter;
import io.x0.cli.syntax.Syntax;
import java.util.List;

/** Declares options and parameters; every value is text until a command reads it. Stateless. */
public final class Declare {
  private Declare() {}

  /** Declares an option without a value. */
  public static void flag(Syntax syntax, String name, String description) {
    syntax.add(new Option(List.of(name), Option.Kind.FLAG, "", description));
  }

  /** Declares an option with a value; the last of its names is the longest. */
  public static void option(Syntax syntax, String label, String description, String... names) {
    syntax.add(new Option(List.of(names), Option.Kind.VALUE, label, description));
  }

  /** Declares an option that may have a value, behind an equals sign. */
  static void optionalValue(Syntax syntax, String label, String description, String name) {
    syntax.add(new Option(List.of(name), Option.Kind.OPTIONAL_VALUE, label, description));
  }

  static void repeatable(Syntax syntax, String label, String description, String name) {
    syntax.add(new Option(List.of(name), Option.Kind.REPEATABLE, label, description));
  }

  static void parameter(Syntax syntax, int index, String label, String description) {
    syntax.add(index, new Parameter(Parameter.Count.ONE, label, description));
  }

  /** Declares a parameter that may be left out. */
  public static void optionalParameter(Syntax syntax, int index, String label, String description) {
    syntax.add(index, new Parameter(Parameter.Count.ONE_OR_NONE, label, description));
  }

  /** Declares a parameter that the label of the one before it tells about. */
  static void hiddenParameter(Syntax syntax, int index) {
    syntax.add(index, new Parameter(Parameter.Count.ONE_OR_NONE, "", ""));
  }

  /** Declares any number of parameters from {@code index} on. */
  static void parameters(Syntax syntax, int index, String label, String description) {
    syntax.add(index, new Parameter(Parameter.Count.ANY, label, description));
  }

  /** Declares the option that makes a change conditional. */
  static void revision(Syntax syntax) {
    option(syntax, "N", "only if the revision is still N", "--if-revision");
  }
}
