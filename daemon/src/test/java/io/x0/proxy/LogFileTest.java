package io.x0.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
  private static final LogFormat PATH = LogFormat.parse("path", "%p");

  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final LogCounts counts = new LogCounts();

  @TempDir Path folder;
  private Path file;
  private LogFile log;

  @BeforeEach
  void open() {
    file = folder.resolve("access.log");
    log = log(file);
  }

  private LogFile log(Path where) {
    return new LogFile(where, AccessLog.Target.USUAL_MODE, tasks::add, counts);
  }

  private void add(String... paths) {
    for (String path : paths) {
      log.add(PATH, AccessRecords.of(path, null, null));
    }
  }

  private void run() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }

  @Test
  void add_manyLines_areOneTask() throws IOException {
    add("/a", "/b", "/c");

    assertThat(tasks).hasSize(1);
    run();
    add("/d");
    assertThat(tasks).hasSize(1);
    run();
    assertThat(Files.readAllLines(file)).containsExactly("/a", "/b", "/c", "/d");
    assertThat(counts.written()).isEqualTo(4);
    assertThat(counts.dropped()).isZero();
  }

  @Test
  void add_newFile_othersMayNotReadIt() throws IOException {
    add("/a");
    run();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r-----");
  }

  @Test
  void add_fileWithLines_continuesIt() throws IOException {
    Files.writeString(file, "/before\n");
    add("/a");
    run();

    assertThat(Files.readString(file)).isEqualTo("/before\n/a\n");
  }

  @Test
  void add_fileThatEndsWithinALine_beginsAnother() throws IOException {
    Files.writeString(file, "/tor");
    add("/a");
    run();

    assertThat(Files.readString(file)).isEqualTo("/tor\n/a\n");
  }

  @Test
  void add_moreThanMayWait_isDroppedUntilSomeAreWritten() throws IOException {
    AccessRecord large =
        AccessRecords.of(
            AccessRecords.AT,
            "/large",
            HttpFields.build().add("X", "x".repeat(100_000)),
            HttpFields.EMPTY);
    int fit = (int) (LogFile.MOST_BYTES / large.weight());
    for (int i = 0; i < fit + 3; i++) {
      log.add(PATH, large);
    }
    assertThat(counts.dropped()).isEqualTo(3);

    run();
    log.add(PATH, large);
    run();

    assertThat(Files.readAllLines(file)).hasSize(fit + 1);
    assertThat(counts.written()).isEqualTo(fit + 1);
    assertThat(counts.dropped()).isEqualTo(3);
  }

  @Test
  void reopen_renamed_linesGoToTheNewFileFromThenOn() throws IOException {
    add("/a");
    run();
    Path old = folder.resolve("access.log.1");
    Files.move(file, old);
    add("/b");
    CompletableFuture<Void> done = log.reopen();
    add("/c");
    assertThat(done).isNotDone();
    run();

    assertThat(done).isCompleted();
    assertThat(Files.readAllLines(old)).containsExactly("/a", "/b");
    assertThat(Files.readAllLines(file)).containsExactly("/c");
  }

  @Test
  void reopen_used_makesTheFileAtOnce_unused_doesNot() throws IOException {
    add("/a");
    run();
    Files.delete(file);
    CompletableFuture<Void> first = log.reopen();
    run();
    assertThat(first).isCompleted();
    assertThat(file).isEmptyFile();

    Files.delete(file);
    CompletableFuture<Void> second = log.reopen();
    run();
    assertThat(second).isCompleted();
    assertThat(file).doesNotExist();
  }

  @Test
  void reopen_noFolder_saysWhichFileAndWhy() throws IOException {
    Path gone = Files.createDirectory(folder.resolve("gone"));
    log = log(gone.resolve("access.log"));
    add("/a");
    run();
    Files.delete(gone.resolve("access.log"));
    Files.delete(gone);

    CompletableFuture<Void> done = log.reopen();
    run();

    assertThat(done)
        .failsWithin(Duration.ZERO)
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining(gone + "/access.log: no such file or folder");
  }

  @Test
  void add_fileThatCannotBeOpened_isCountedUntilItCan() throws IOException {
    Path later = folder.resolve("later");
    log = log(later.resolve("access.log"));
    add("/a", "/b");
    run();
    assertThat(counts.dropped()).isEqualTo(2);

    Files.createDirectory(later);
    add("/c");
    run();

    assertThat(Files.readAllLines(later.resolve("access.log"))).containsExactly("/c");
    assertThat(counts.written()).isEqualTo(1);
    assertThat(counts.dropped()).isEqualTo(2);
  }

  @Test
  void add_aFormatThatFails_losesThatLineOnly() throws IOException {
    AccessRecord broken = AccessRecords.of(null, "/broken", HttpFields.EMPTY, HttpFields.EMPTY);
    add("/a");
    log.add(LogFormat.JSON, broken);
    log.add(LogFormat.COMBINED, broken);
    add("/b");
    run();

    List<String> lines = Files.readAllLines(file);
    assertThat(lines).first().isEqualTo("/a");
    assertThat(lines).last().isEqualTo("/b");
    assertThat(counts.dropped() + counts.written()).isEqualTo(4);
    assertThat(counts.dropped()).isPositive();
  }

  @Test
  void close_writesWhatWaits() throws IOException {
    add("/a");
    CompletableFuture<Void> done = log.close();
    run();

    assertThat(done).isCompleted();
    assertThat(Files.readAllLines(file)).containsExactly("/a");
  }
}
