package io.x0.cli.shell;

import io.x0.cli.command.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** Runs the lines of a file as commands, up to the first that fails. Confined to one thread. */
final class Script {
  private final Session session;
  private final Consumer<String> complaints;
  private final boolean keepsGoing;
  private int number;

  /**
   * @param complaints is told what is wrong with a line
   * @param keepsGoing whether a line that fails does not end the script
   */
  Script(Session session, Consumer<String> complaints, boolean keepsGoing) {
    this.session = session;
    this.complaints = complaints;
    this.keepsGoing = keepsGoing;
  }

  /** Returns the number of the line that runs, from 1; of the first when it goes over several. */
  int number() {
    return number;
  }

  /**
   * Runs the lines up to the end, {@code exit}, or the first that fails. A line that ends in a
   * backslash or within quotes goes on in the next.
   *
   * @return how the first line ended that failed, else OK
   */
  ExitCode run(BufferedReader lines) {
    ExitCode result = ExitCode.OK;
    int read = 0;
    try {
      String line;
      while (!session.isOver() && (line = lines.readLine()) != null) {
        number = ++read;
        String text = line;
        @org.jspecify.annotations.Nullable List<String> words;
        while ((words = split(text)) == null) {
          String more = lines.readLine();
          if (more == null) {
            complaints.accept(Words.unfinished(text));
            return result == ExitCode.OK ? ExitCode.USAGE : result;
          }
          read++;
          text = Words.join(text, more);
        }
        ExitCode code = session.run(words);
        result = result == ExitCode.OK ? code : result;
        if (code != ExitCode.OK && (!keepsGoing || code == ExitCode.INTERRUPTED)) {
          return result;
        }
      }
      return result;
    } catch (IOException e) {
      complaints.accept("cannot be read: " + e.getMessage());
      return ExitCode.FAILED;
    }
  }

  private static @org.jspecify.annotations.Nullable List<String> split(String text) {
    return Words.unfinished(text).isEmpty() ? Words.split(text) : null;
  }
}
