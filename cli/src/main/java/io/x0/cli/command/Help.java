package io.x0.cli.command;

import io.x0.cli.syntax.Option;
import io.x0.cli.syntax.Parameter;
import io.x0.cli.syntax.Syntax;
import java.util.ArrayList;
import java.util.List;

/** Writes the help. Stateless. */
final class Help {
  private static final int MIN_WIDTH = 60;
  private static final int MAX_NAME = 24;

  private Help() {}

  /** Returns the help of what {@code path} leads to, for a terminal that is {@code width} wide. */
  static String of(CommandPath path, Syntax syntax, int width) {
    int columns = Math.max(MIN_WIDTH, width);
    StringBuilder out = new StringBuilder("Usage: x0ctl");
    out.append(path.words().isEmpty() ? "" : " ").append(path.words()).append(" [OPTIONS]");
    if (path.node() instanceof Group) {
      out.append(" COMMAND");
    }
    for (Parameter parameter : syntax.parameters()) {
      out.append(parameter.isHidden() ? "" : " " + parameter.synopsis());
    }
    out.append("\n\n");
    paragraph(out, sentence(path.node().summary()), columns);
    if (path.node() instanceof Command command) {
      for (String details : command.details()) {
        out.append('\n');
        paragraph(out, details, columns);
      }
    }
    Rows parameters = new Rows("Parameters");
    for (Parameter parameter : syntax.parameters()) {
      if (!parameter.isHidden()) {
        parameters.add(parameter.synopsis(), parameter.description());
      }
    }
    parameters.write(out, columns);
    options(out, syntax, columns);
    if (path.node() instanceof Command command) {
      examples(out, command.examples(), columns);
    }
    if (path.node() instanceof Group group) {
      Rows commands = new Rows("Commands");
      collect(group, path.words(), commands);
      commands.write(out, columns);
    }
    return out.toString();
  }

  private static void options(StringBuilder out, Syntax syntax, int columns) {
    Syntax everywhere = new Syntax();
    GlobalOptions.declare(everywhere);
    Rows own = new Rows("Options");
    Rows global = new Rows("Options of every command");
    for (Option option : syntax.options()) {
      Rows rows = everywhere.option(option.name()) == null ? own : global;
      rows.add(names(option), option.description());
    }
    own.write(out, columns);
    global.write(out, columns);
  }

  private static String names(Option option) {
    String names = String.join(", ", option.names());
    String indent = option.names().size() == 1 ? "    " : "";
    return indent + names + option.synopsis();
  }

  private static void examples(StringBuilder out, List<Example> examples, int columns) {
    if (!examples.isEmpty()) {
      out.append("\nExamples:\n");
    }
    for (Example example : examples) {
      out.append("  ");
      wrap(out, sentence(example.meaning()), 2, columns);
      out.append("      ").append(example.line()).append('\n');
    }
  }

  /** Adds a row for every command below {@code group}. */
  private static void collect(Group group, String words, Rows rows) {
    for (String word : group.words()) {
      Node node = group.find(word);
      String name = words.isEmpty() ? word : words + " " + word;
      if (node instanceof Group inner) {
        collect(inner, name, rows);
      } else if (node != null) {
        rows.add(name, node.summary());
      }
    }
  }

  /** Returns words as a sentence: with a capital letter and a full stop. */
  static String sentence(String words) {
    String start = Character.toUpperCase(words.charAt(0)) + words.substring(1);
    return start.endsWith(".") || start.endsWith("?") ? start : start + ".";
  }

  private static void paragraph(StringBuilder out, String text, int columns) {
    wrap(out, text, 0, columns);
  }

  /** Appends text in lines that begin at {@code indent}, where the first one is already. */
  private static void wrap(StringBuilder out, String text, int indent, int columns) {
    int column = indent;
    boolean isFirst = true;
    for (String word : text.split(" ", -1)) {
      if (!isFirst && column + 1 + word.length() > columns) {
        out.append('\n').append(" ".repeat(indent));
        column = indent;
        isFirst = true;
      }
      out.append(isFirst ? "" : " ").append(word);
      column += word.length() + (isFirst ? 0 : 1);
      isFirst = false;
    }
    out.append('\n');
  }

  /** Names with what they mean beside them. Confined to one thread. */
  private static final class Rows {
    private final String heading;
    private final List<String> names = new ArrayList<>();
    private final List<String> meanings = new ArrayList<>();

    Rows(String heading) {
      this.heading = heading;
    }

    void add(String name, String meaning) {
      names.add(name);
      meanings.add(meaning);
    }

    void write(StringBuilder out, int columns) {
      if (names.isEmpty()) {
        return;
      }
      int width = 0;
      for (String name : names) {
        width = Math.max(width, Math.min(MAX_NAME, name.length()));
      }
      int indent = width + 4;
      out.append('\n').append(heading).append(":\n");
      for (int i = 0; i < names.size(); i++) {
        String name = names.get(i);
        out.append("  ").append(name);
        if (name.length() > width) {
          out.append('\n').append(" ".repeat(indent));
        } else {
          out.append(" ".repeat(width - name.length() + 2));
        }
        wrap(out, meanings.get(i), indent, columns);
      }
    }
  }
}
