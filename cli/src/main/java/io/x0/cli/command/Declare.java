package io.x0.cli.command;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Declares options and parameters; every value is text until a command reads it. Stateless. */
public final class Declare {
  private Declare() {}

  /** Declares an option without a value. */
  public static void flag(CommandSpec spec, String name, String description) {
    spec.addOption(
        OptionSpec.builder(name).type(boolean.class).arity("0").description(description).build());
  }

  /** Declares an option with a value. */
  public static void option(CommandSpec spec, String label, String description, String... names) {
    spec.addOption(
        OptionSpec.builder(names)
            .type(String.class)
            .arity("1")
            .paramLabel(label)
            .description(description)
            .build());
  }

  static void repeatable(CommandSpec spec, String label, String description, String name) {
    spec.addOption(
        OptionSpec.builder(name)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity("1")
            .paramLabel(label)
            .description(description)
            .build());
  }

  static void parameter(CommandSpec spec, int index, String label, String description) {
    spec.addPositional(
        PositionalParamSpec.builder()
            .index(Integer.toString(index))
            .required(true)
            .type(String.class)
            .arity("1")
            .paramLabel(label)
            .description(description)
            .build());
  }

  static void optionalParameter(CommandSpec spec, int index, String label, String description) {
    spec.addPositional(optional(index).paramLabel(label).description(description).build());
  }

  /** Declares a parameter that the label of the one before it tells about. */
  static void hiddenParameter(CommandSpec spec, int index) {
    spec.addPositional(optional(index).hidden(true).build());
  }

  private static PositionalParamSpec.Builder optional(int index) {
    return PositionalParamSpec.builder()
        .index(Integer.toString(index))
        .type(String.class)
        .arity("0..1");
  }

  /** Declares any number of parameters from {@code index} on. */
  static void parameters(CommandSpec spec, int index, String label, String description) {
    spec.addPositional(
        PositionalParamSpec.builder()
            .index(index + "..*")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity("0..*")
            .paramLabel(label)
            .description(description)
            .build());
  }

  /** Declares the option that makes a change conditional. */
  static void revision(CommandSpec spec) {
    option(spec, "N", "only if the revision is still N", "--if-revision");
  }
}
