package io.x0.cli.command;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Writes the help. Stateless. */
final class Help {
  private static final int MIN_WIDTH = 60;

  private Help() {}

  /** Returns the help of what {@code path} leads to, for a terminal that is {@code width} wide. */
  static String of(CommandPath path, CommandLine commandLine, int width) {
    UsageMessageSpec usage = commandLine.getCommandSpec().usageMessage();
    usage.width(Math.max(MIN_WIDTH, width));
    usage.abbreviateSynopsis(true);
    usage.sortOptions(false);
    usage.optionListHeading("%nOptions:%n");
    usage.parameterListHeading("%nParameters:%n");
    usage.description("", sentence(path.node().summary()));
    if (path.node() instanceof Group group) {
      usage.customSynopsis(commandLine.getCommandName() + " [OPTIONS] COMMAND");
      usage.footerHeading("%nCommands:%n");
      usage.footer(commands(group, path.words()).toArray(new String[0]));
    }
    return commandLine.getUsageMessage(Ansi.OFF);
  }

  private static String sentence(String summary) {
    return Character.toUpperCase(summary.charAt(0)) + summary.substring(1) + ".";
  }

  /** Returns a line for every command below {@code group}. */
  private static List<String> commands(Group group, String words) {
    List<String> names = new ArrayList<>();
    List<String> summaries = new ArrayList<>();
    collect(group, words, names, summaries);
    int width = 0;
    for (String name : names) {
      width = Math.max(width, name.length());
    }
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String gap = " ".repeat(width - names.get(i).length() + 2);
      lines.add("  " + names.get(i) + gap + summaries.get(i));
    }
    return lines;
  }

  private static void collect(
      Group group, String words, List<String> names, List<String> summaries) {
    for (String word : group.words()) {
      Node node = group.find(word);
      String name = words.isEmpty() ? word : words + " " + word;
      if (node instanceof Group inner) {
        collect(inner, name, names, summaries);
      } else if (node != null) {
        names.add(name);
        summaries.add(node.summary());
      }
    }
  }
}
