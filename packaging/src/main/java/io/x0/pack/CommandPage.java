package io.x0.pack;

import io.x0.cli.command.Command;
import io.x0.cli.command.Example;
import io.x0.cli.command.Group;
import io.x0.cli.command.Node;
import io.x0.cli.syntax.Option;
import io.x0.cli.syntax.Parameter;
import io.x0.cli.syntax.Syntax;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes the manual page of a word of x0ctl from what its commands declare. Stateless. */
final class CommandPage {
  private CommandPage() {}

  /** Returns the page below its title. */
  static String of(String word, Node node) {
    StringBuilder out = new StringBuilder();
    out.append(".SH NAME\n").append(Roff.literal("x0ctl-" + word)).append(" \\- ");
    out.append(Roff.prose(node.summary())).append("\n.SH SYNOPSIS\n");
    Map<String, Command> commands = new LinkedHashMap<>();
    collect(word, node, commands);
    commands.forEach((words, command) -> synopsis(out, words, command));
    if (node instanceof Group) {
      out.append(".SH DESCRIPTION\n").append(Roff.line(sentence(node.summary())));
      out.append("The options of every command are in\n.BR x0ctl (1).\n.SH COMMANDS\n");
    }
    commands.forEach(
        (words, command) -> {
          out.append(node instanceof Group ? ".SS " : ".SH DESCRIPTION\n");
          out.append(node instanceof Group ? Roff.literal("x0ctl " + words) + "\n" : "");
          describe(out, command);
        });
    examples(out, commands);
    out.append(
        ".SH SEE ALSO\n.BR x0ctl (1)\nfor the options of every command, the exit status and");
    out.append(" the environment,\n.BR x0d (8),\n.BR x0d.conf (5),\n.BR x0\\-api (7)\n");
    return out.toString();
  }

  private static void collect(String words, Node node, Map<String, Command> commands) {
    if (node instanceof Command command) {
      commands.put(words, command);
    } else if (node instanceof Group group) {
      for (String word : group.words()) {
        Node next = group.find(word);
        if (next != null) {
          collect(words + " " + word, next, commands);
        }
      }
    }
  }

  private static Syntax syntax(Command command) {
    Syntax syntax = new Syntax();
    command.declare(syntax);
    return syntax;
  }

  private static void synopsis(StringBuilder out, String words, Command command) {
    Syntax syntax = syntax(command);
    out.append(".SY ").append(Roff.literal("x0ctl " + words).replace(" ", "\\ ")).append('\n');
    for (Option option : syntax.options()) {
      String more = option.kind() == Option.Kind.REPEATABLE ? "..." : "";
      out.append("[").append(Roff.bold(option.name()));
      out.append(option.takesValue() ? "\\ " + Roff.italic(option.label()) : "");
      out.append("]").append(more).append('\n');
    }
    for (Parameter parameter : syntax.parameters()) {
      if (!parameter.isHidden()) {
        out.append(
            switch (parameter.count()) {
              case ONE -> Roff.italic(parameter.label()) + "\n";
              case ONE_OR_NONE -> "[" + Roff.italic(parameter.label()) + "]\n";
              case ANY -> "[" + Roff.italic(parameter.label()) + "...]\n";
            });
      }
    }
    out.append(".YS\n");
  }

  private static void describe(StringBuilder out, Command command) {
    out.append(Roff.line(sentence(command.summary())));
    for (String paragraph : command.details()) {
      out.append(".P\n").append(Roff.line(Roff.prose(paragraph)));
    }
    Syntax syntax = syntax(command);
    for (Parameter parameter : syntax.parameters()) {
      if (!parameter.isHidden()) {
        entry(out, Roff.italic(parameter.label()), parameter.description());
      }
    }
    for (Option option : syntax.options()) {
      String names = option.names().stream().map(Roff::bold).collect(Collectors.joining(", "));
      String label = option.takesValue() ? " " + Roff.italic(option.label()) : "";
      entry(out, names + label, option.description());
    }
  }

  private static void entry(StringBuilder out, String name, String text) {
    out.append(".TP\n").append(Roff.line(name));
    out.append(Roff.line(text.isEmpty() ? "\\&" : Roff.prose(text)));
  }

  private static void examples(StringBuilder out, Map<String, Command> commands) {
    boolean isFirst = true;
    for (Command command : commands.values()) {
      for (Example example : command.examples()) {
        out.append(isFirst ? ".SH EXAMPLES\n" : ".P\n");
        isFirst = false;
        out.append(Roff.line(sentence(example.meaning()))).append(Roff.example(example.line()));
      }
    }
  }

  private static String sentence(String words) {
    String start = Character.toUpperCase(words.charAt(0)) + words.substring(1);
    return Roff.prose(start.matches(".*[.?!]") ? start : start + ".");
  }
}
