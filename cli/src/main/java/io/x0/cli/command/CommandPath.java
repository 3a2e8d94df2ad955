package io.x0.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where the words of a command line lead, and what else was typed. Immutable.
 *
 * @param words the words, such as {@code director list}; empty for none
 * @param node what they lead to
 * @param rest all the other arguments in their order
 */
record CommandPath(String words, Node node, List<String> rest) {
  CommandPath {
    Objects.requireNonNull(words, "words");
    Objects.requireNonNull(node, "node");
    rest = List.copyOf(rest);
  }

  /**
   * Follows {@code arguments} from {@code root}. Options that every command has may stand anywhere;
   * a first word {@code help} means the option of that name.
   *
   * @throws UsageException if a word leads nowhere
   */
  static CommandPath follow(Group root, List<String> arguments) {
    Node node = root;
    StringBuilder words = new StringBuilder();
    List<String> rest = new ArrayList<>();
    int i = 0;
    while (i < arguments.size() && node instanceof Group group) {
      String argument = arguments.get(i++);
      if (argument.startsWith("-")) {
        rest.add(argument);
        if (GlobalOptions.takesValue(argument) && i < arguments.size()) {
          rest.add(arguments.get(i++));
        }
      } else if (argument.equals("help") && node == root) {
        rest.add("--help");
      } else {
        node = next(group, words.toString(), argument);
        words.append(words.length() == 0 ? "" : " ").append(argument);
      }
    }
    rest.addAll(arguments.subList(i, arguments.size()));
    return new CommandPath(words.toString(), node, rest);
  }

  private static Node next(Group group, String words, String word) {
    Node next = group.find(word);
    if (next == null) {
      String known = Nearest.to(word, group.words());
      throw new UsageException(
          "no such command: '" + (words.isEmpty() ? "" : words + " ") + word + "'" + guess(known),
          words);
    }
    return next;
  }

  private static String guess(@Nullable String known) {
    return known == null ? "" : " (did you mean '" + known + "'?)";
  }
}
