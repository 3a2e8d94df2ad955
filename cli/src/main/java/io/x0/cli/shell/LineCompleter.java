package io.x0.cli.shell;

import io.x0.cli.command.Completer;
import java.util.List;
import java.util.function.Supplier;
import org.jline.reader.Candidate;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Offers what may come next in a line, the words of the shell included. */
final class LineCompleter implements org.jline.reader.Completer {
  private final Completer completer;
  private final Supplier<String> current;

  LineCompleter(Completer completer, Supplier<String> current) {
    this.completer = completer;
    this.current = current;
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    List<String> before = line.words().subList(0, line.wordIndex());
    String prefix = line.word().substring(0, Math.min(line.wordCursor(), line.word().length()));
    ShellCompletion.complete(completer, before, prefix, current.get())
        .forEach(found -> candidates.add(candidate(found)));
  }

  private static Candidate candidate(io.x0.cli.completion.Candidate found) {
    String description = found.description().isEmpty() ? null : found.description();
    return new Candidate(
        found.value(), found.value(), null, description, null, null, found.isComplete());
  }
}
