package io.x0.cli.shell;

import io.x0.cli.command.Completer;
import io.x0.cli.completion.Candidate;
import java.util.ArrayList;
import java.util.List;

/** Completion of lines in the shell, which has some words of its own. Stateless. */
final class ShellCompletion {
  private static final List<Candidate> WORDS =
      List.of(
          new Candidate("use", "choose the director that lines are about", true),
          new Candidate("begin", "let changes wait for commit", true),
          new Candidate("diff", "show what the changes that wait would do", true),
          new Candidate("commit", "make all changes that wait, or none", true),
          new Candidate("rollback", "give up the changes that wait", true),
          new Candidate("help", "show the commands, or one of them", true),
          new Candidate("exit", "leave", true));

  private ShellCompletion() {}

  /**
   * Returns what the next word may be.
   *
   * @param current the director that lines are about, or empty
   */
  static List<Candidate> complete(
      Completer completer, List<String> before, String prefix, String current) {
    String first = before.isEmpty() ? "" : before.get(0);
    if (first.equals("use")) {
      return before.size() > 1
          ? List.of()
          : completer.complete(List.of("director", "show"), prefix, "");
    }
    if (first.equals("help") || first.equals("?")) {
      return completer.complete(before.subList(1, before.size()), prefix, "").stream()
          .filter(candidate -> !prefix.startsWith("-"))
          .toList();
    }
    List<Candidate> out = new ArrayList<>(completer.complete(before, prefix, current));
    if (before.isEmpty()) {
      WORDS.stream().filter(word -> word.value().startsWith(prefix)).forEach(out::add);
    }
    return out;
  }
}
