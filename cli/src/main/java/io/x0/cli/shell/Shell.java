package io.x0.cli.shell;

import io.x0.cli.command.ExitCode;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The loop of a person at a prompt. Confined to one thread. */
final class Shell {
  private final Session session;
  private final LineSource lines;
  private final Prompt prompt;
  private final Consumer<String> complaints;

  /**
   * @param complaints is told what is wrong with a line
   */
  Shell(Session session, LineSource lines, Prompt prompt, Consumer<String> complaints) {
    this.session = session;
    this.lines = lines;
    this.prompt = prompt;
    this.complaints = complaints;
  }

  /** Runs lines until the person leaves. */
  ExitCode run() {
    while (!session.isOver()) {
      @Nullable String text;
      // A Ctrl-C that a command or its pager has dealt with is not for the prompt.
      var unused = Thread.interrupted();
      try {
        text = lines.read(prompt.text(session.current(), session.isInTransaction()));
      } catch (LineSource.CancelledException e) {
        continue;
      }
      if (text == null) {
        break;
      }
      runAll(text);
    }
    if (session.isInTransaction()) {
      complaints.accept("left without commit: nothing of the transaction was done");
      return ExitCode.FAILED;
    }
    return ExitCode.OK;
  }

  /** What was pasted holds many lines; each is a command, and the first that fails is the last. */
  private void runAll(String text) {
    List<String> rest = text.lines().toList();
    int i = 0;
    while (i < rest.size() && !session.isOver()) {
      String line = rest.get(i++);
      while (!Words.unfinished(line).isEmpty() && i < rest.size()) {
        line = Words.join(line, rest.get(i++));
      }
      String missing = Words.unfinished(line);
      if (!missing.isEmpty()) {
        complaints.accept(missing);
        return;
      }
      if (session.run(Words.split(line)) != ExitCode.OK) {
        if (i < rest.size()) {
          complaints.accept((rest.size() - i) + " more lines were not run");
        }
        return;
      }
    }
  }
}
