package io.x0.cli.command;

import io.x0.cli.completion.ApiNames;
import io.x0.cli.completion.Candidate;
import io.x0.cli.output.Clean;
import io.x0.cli.syntax.Syntax;
import java.util.List;

/**
 * {@code __complete}, which the completion of other shells asks: prints what the last of its
 * arguments may become, a line for each with a tab and a description, and in the end a colon and a
 * sum of 1 (no space after it) and 2 (files, too). Immutable.
 */
record Complete(Group root) implements Command {
  private static final int NO_SPACE = 1;
  private static final int FILES = 2;

  @Override
  public String summary() {
    return "tell a shell what may come next";
  }

  @Override
  public void declare(Syntax syntax) {
    Declare.parameters(syntax, 0, "WORD", "the words typed so far, the last one may be empty");
  }

  @Override
  public void run(Invocation invocation) {
    List<String> words = invocation.arguments().parameters(0);
    int last = words.size() - 1;
    String prefix = last < 0 ? "" : words.get(last);
    List<String> before = last < 0 ? List.of() : words.subList(0, last);
    Completer completer =
        new Completer(root, new ApiNames(invocation.namesClient(), System::nanoTime));
    int directive = completer.wantsFile(before) ? FILES : 0;
    for (Candidate candidate : completer.complete(before, prefix, "")) {
      invocation.host().out().print(line(candidate) + "\n");
      directive |= candidate.isComplete() ? 0 : NO_SPACE;
    }
    invocation.host().out().print(":" + directive + "\n");
  }

  private static String line(Candidate candidate) {
    String value = Clean.line(candidate.value());
    return candidate.description().isEmpty()
        ? value
        : value + "\t" + Clean.line(candidate.description());
  }
}
