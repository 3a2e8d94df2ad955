package io.x0.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.director.DirectorStore.Change;
import io.x0.director.DirectorStore.Entry;
import io.x0.director.DirectorStore.StoreException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What another process stores, seen from outside: killed at any instant, and competing. */
final class KilledStoreIT {
  private static final int ROUNDS = 8;
  private static final long SEED = 20_261_122;

  @TempDir Path temporary;

  private Path folder;

  @BeforeEach
  void make() throws IOException {
    folder = Files.createDirectory(temporary.resolve("state"));
  }

  private Process loop() throws IOException {
    return loop(CommitLoop.class);
  }

  private Process loop(Class<?> program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    Collections.addAll(
        command,
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Xshare:auto",
        "-Dorg.sqlite.tmpdir=" + temporary,
        "-cp",
        System.getProperty("java.class.path"),
        program.getName(),
        folder.toString());
    Collections.addAll(command, arguments);
    return new ProcessBuilder(command).redirectError(temporary.resolve("log").toFile()).start();
  }

  private static BufferedReader output(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Returns the first number on a line of its own; the child's log lines have more on them. */
  private static int nextNumber(BufferedReader output) throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.matches("[0-9]+")) {
        return Integer.parseInt(line);
      }
    }
    return 0;
  }

  @Test
  @Timeout(300)
  void commit_processKilledAtRandom_keepsAllThatWasAcknowledged() throws Exception {
    Random random = new Random(SEED);
    int acknowledged = 0;
    for (int round = 1; round <= ROUNDS; round++) {
      int before = acknowledged;
      acknowledged = runAndKill(CommitLoop.class, random, 60);

      assertThat(acknowledged).as("round %d", round).isGreaterThan(before);
      acknowledged = assertHolds(acknowledged, "round " + round);
    }
  }

  /** Returns the number of the last commit that was acknowledged before the process was killed. */
  private int runAndKill(Class<?> program, Random random, int most) throws Exception {
    Process process = loop(program);
    int acknowledged = 0;
    try (BufferedReader output = output(process)) {
      int wanted = 1 + random.nextInt(most);
      for (int i = 0; i < wanted; i++) {
        acknowledged = nextNumber(output);
      }
      LockSupport.parkNanos(random.nextInt(5_000_000));
      // By its handle: the process would close its output, and what it acknowledged last is
      // there.
      assertThat(process.toHandle().destroyForcibly()).isTrue();
      for (int n = nextNumber(output); n > 0; n = nextNumber(output)) {
        acknowledged = n;
      }
      return acknowledged;
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /**
   * Each commit is one of x0d.db and of three files besides: it is there in all of them or none.
   */
  @Test
  @Timeout(300)
  void commit_directorsOnDemandKilledAtRandom_keepsAllThatWasAcknowledged() throws Exception {
    Random random = new Random(SEED);
    int acknowledged = 0;
    for (int round = 1; round <= ROUNDS / 2; round++) {
      int before = acknowledged;
      acknowledged = runAndKill(DemandLoop.class, random, 15);
      assertThat(acknowledged).as("round %d", round).isGreaterThan(before);
      acknowledged = assertHoldsOnDemand(acknowledged, "round " + round);
    }
  }

  /** Nobody can aim from outside: a process that ends between the files must end by itself. */
  @Test
  @Timeout(300)
  void commit_directorsOnDemandEndsBetweenTheFiles_isThereInAllOrNone() throws Exception {
    int acknowledged = 0;
    int undone = 0;
    // A commit has some seventy statements.
    for (int statements = 1; ; statements += 7) {
      String name = "statement " + statements;
      int before = acknowledged;
      Process process = loop(DemandLoop.class, Integer.toString(statements));
      try (BufferedReader output = output(process)) {
        for (int n = nextNumber(output); n > 0; n = nextNumber(output)) {
          acknowledged = n;
        }
        assertThat(process.waitFor()).as(name).isEqualTo(137);
      } finally {
        process.destroyForcibly().waitFor();
      }
      assertThat(acknowledged).as(name).isGreaterThan(before);
      boolean isPastTheCommit = acknowledged > before + 1;
      if (pendingFiles() > 0) {
        undone++;
      }
      acknowledged = assertHoldsOnDemand(acknowledged, name);
      if (isPastTheCommit) {
        break;
      }
    }
    assertThat(undone).as("ends between the files").isPositive();
  }

  private int pendingFiles() throws Exception {
    return Raw.query(
            folder.resolve("x0d.db"),
            "SELECT director FROM ondemand_file WHERE pending IS NOT NULL")
        .size();
  }

  /** Returns the number of commits that are there: those acknowledged, and at most one more. */
  private int assertHoldsOnDemand(int acknowledged, String round) throws Exception {
    int stored;
    try (SqliteDirectorStore store = SqliteDirectorStore.open(folder, Samples.CLOCK)) {
      assertThat(store.setAside()).as(round).isEmpty();
      stored = CommitLoop.count(store.load());
      assertThat(stored).as(round).isBetween(acknowledged, acknowledged + 1);
      assertThat(store.load()).as(round).isEqualTo(DemandLoop.state(stored));
      assertThat(store.discover()).as(round).isEmpty();
      assertThat(store.history(Integer.MAX_VALUE))
          .extracting(Entry::change)
          .as(round)
          .hasSize(4 * stored);
    }
    assertThat(pendingFiles()).as(round).isZero();
    try (Stream<Path> all = Files.list(folder.resolve("directors-ondemand"))) {
      assertThat(all.filter(file -> file.toString().endsWith(".db")).toList())
          .as(round)
          .hasSize(DemandLoop.state(stored).size() - 1)
          .allSatisfy(
              file -> assertThat(Raw.query(file, "PRAGMA integrity_check")).containsExactly("ok"));
    }
    return stored;
  }

  /** Returns the number of commits that are there: those acknowledged, and at most one more. */
  private int assertHolds(int acknowledged, String round) {
    assertThat(folder.resolve("x0d.db-wal")).as(round).exists();
    try (SqliteDirectorStore store = SqliteDirectorStore.open(folder, Samples.CLOCK)) {
      assertThat(store.setAside()).as(round).isEmpty();
      int stored = CommitLoop.count(store.load());
      assertThat(stored).as(round).isBetween(acknowledged, acknowledged + 1);
      assertThat(store.load())
          .as(round)
          .containsExactly(
              CommitLoop.director("left", stored), CommitLoop.director("right", stored));
      List<Change> history = store.history(Integer.MAX_VALUE).stream().map(Entry::change).toList();
      assertThat(history).as(round).hasSize(2 * stored);
      assertThat(history.subList(0, 2))
          .as(round)
          .containsExactly(CommitLoop.change("right", stored), CommitLoop.change("left", stored));
      assertThat(Raw.query(folder.resolve("x0d.db"), "PRAGMA integrity_check"))
          .as(round)
          .containsExactly("ok");
      return stored;
    }
  }

  @Test
  @Timeout(60)
  void open_anotherProcessUsesTheFolder_isRefusedUntilItDies() throws Exception {
    Process process = loop();
    try (BufferedReader output = output(process)) {
      assertThat(nextNumber(output)).isPositive();

      assertThatThrownBy(() -> SqliteDirectorStore.open(folder, Samples.CLOCK))
          .isInstanceOf(StoreException.class)
          .hasMessage("another x0d uses this state folder: " + folder.toRealPath());
    } finally {
      process.destroyForcibly().waitFor();
    }

    SqliteDirectorStore.open(folder, Samples.CLOCK).close();
  }

  /** Closing any descriptor of a locked file would drop the lock of the whole process. */
  @Test
  @Timeout(60)
  void open_refusedHereBefore_stillKeepsOtherProcessesOut() throws Exception {
    try (SqliteDirectorStore store = SqliteDirectorStore.open(folder, Samples.CLOCK)) {
      assertThat(store.load()).isEmpty();
      assertThatThrownBy(() -> SqliteDirectorStore.open(folder, Samples.CLOCK))
          .isInstanceOf(StoreException.class);

      Process process = loop();
      try (BufferedReader output = output(process)) {
        assertThat(nextNumber(output)).isZero();
        assertThat(process.waitFor()).isEqualTo(1);
      } finally {
        process.destroyForcibly().waitFor();
      }
      assertThat(temporary.resolve("log")).content().contains("another x0d uses this state folder");
    }
  }
}
