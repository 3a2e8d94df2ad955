package io.x0.store;

import io.x0.director.DirectorConfig;
import io.x0.director.DirectorStore.Change;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/**
 * A process that commits without end, two directors at a time that always tell the same number, and
 * prints the number of every commit it was told is durable. Meant to be killed.
 */
final class CommitLoop {
  private CommitLoop() {}

  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (SqliteDirectorStore store =
        SqliteDirectorStore.open(Path.of(arguments[0]), Clock.systemUTC())) {
      for (int n = count(store.load()) + 1; n < 1_000_000; n++) {
        store.commit(List.of(change("left", n), change("right", n)));
        out.println(n);
      }
    }
  }

  /** Returns the number of commits that {@code directors} have seen. */
  static int count(List<DirectorConfig> directors) {
    return directors.isEmpty() ? 0 : directors.get(0).settings().queue().limit();
  }

  /** Returns the {@code n}th change of a director, from 1. */
  static Change change(String name, int n) {
    DirectorConfig before = n == 1 ? null : director(name, n - 1);
    return new Change(Samples.NOW, "root", "step " + n, name, before, director(name, n));
  }

  /** Returns a director that tells {@code n} and whose backends come and go. */
  static DirectorConfig director(String name, int n) {
    DirectorConfig director = Samples.with(Samples.empty(name), "queue-limit", Integer.toString(n));
    for (int i = n % 7; i < n % 13; i++) {
      director =
          director.withBackend(
              Samples.with(Samples.backend("b" + i), "weight", Integer.toString(1 + n % 1000)));
    }
    return director;
  }
}
