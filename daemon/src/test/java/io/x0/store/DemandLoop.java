package io.x0.store;

import io.x0.director.Demand;
import io.x0.director.DirectorConfig;
import io.x0.director.DirectorStore.Change;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A process that commits without end and prints the number of every commit it was told is durable:
 * two directors on demand and a managed one that always tell the same number, and one that comes
 * and goes. Meant to be killed; told a number of statements, it kills itself before it runs that
 * many after its first commit.
 */
final class DemandLoop {
  private DemandLoop() {}

  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    FaultyConnector connector = new FaultyConnector();
    try (SqliteDirectorStore store =
        SqliteDirectorStore.open(Path.of(arguments[0]), Clock.systemUTC(), connector)) {
      int first = CommitLoop.count(store.load()) + 1;
      for (int n = first; n < 1_000_000; n++) {
        store.commit(changes(n));
        out.println(n);
        if (n == first && arguments.length > 1) {
          AtomicInteger left = new AtomicInteger(Integer.parseInt(arguments[1]));
          connector.before = sql -> left.decrementAndGet() == 0 && halt();
        }
      }
    }
  }

  private static boolean halt() {
    // Neither a hook nor a closed connection comes after this: what SIGKILL leaves.
    Runtime.getRuntime().halt(137);
    return true;
  }

  /** Returns what is there after {@code n} commits, by name. */
  static List<DirectorConfig> state(int n) {
    List<DirectorConfig> all = new ArrayList<>();
    all.add(numbered("a", n, "a.test", n % 5));
    DirectorConfig guest = guest(n);
    if (guest != null) {
      all.add(guest);
    }
    all.add(CommitLoop.director("managed", n));
    all.add(numbered("z", n, "", 1 + n % 3));
    return all;
  }

  private static DirectorConfig numbered(String name, int n, String hostname, int port) {
    DirectorConfig told = CommitLoop.director("other", n);
    return new DirectorConfig(
        name,
        Samples.onDemand(name, hostname, port).origin(),
        told.settings(),
        told.backends(),
        told.buckets(),
        told.revision(),
        new Demand(hostname, port));
  }

  /** Is there in every second commit, with a file name that somebody else may have. */
  private static @Nullable DirectorConfig guest(int n) {
    return n % 2 == 0 ? null : numbered("guest", n, "guest.test", 0);
  }

  /** Returns the {@code n}th commit, from 1. */
  static List<Change> changes(int n) {
    List<Change> changes = new ArrayList<>();
    changes.add(
        change(
            n,
            n == 1 ? null : numbered("a", n - 1, "a.test", (n - 1) % 5),
            numbered("a", n, "a.test", n % 5)));
    changes.add(change(n, n == 1 ? null : guest(n - 1), guest(n)));
    changes.add(CommitLoop.change("managed", n));
    changes.add(
        change(
            n,
            n == 1 ? null : numbered("z", n - 1, "", 1 + (n - 1) % 3),
            numbered("z", n, "", 1 + n % 3)));
    return changes;
  }

  private static Change change(
      int n, @Nullable DirectorConfig before, @Nullable DirectorConfig after) {
    DirectorConfig either = after == null ? before : after;
    if (either == null) {
      throw new IllegalStateException("nothing changes in " + n);
    }
    return new Change(Samples.NOW, "root", "step " + n, either.name(), before, after);
  }
}
