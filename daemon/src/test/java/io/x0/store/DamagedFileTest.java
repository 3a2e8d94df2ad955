package io.x0.store;

import static io.x0.store.Samples.CLOCK;
import static io.x0.store.Samples.created;
import static io.x0.store.Samples.empty;
import static io.x0.store.Samples.unusual;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.x0.director.DirectorConfig;
import io.x0.director.DirectorStore.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

final class DamagedFileTest {
  private static final int PAGE = 4096;
  private static final String ASIDE = "x0d.db.corrupt-20261122T180628Z";

  @TempDir Path folder;

  private Path file;

  @BeforeEach
  void fill() {
    file = folder.resolve("x0d.db");
    try (SqliteDirectorStore store = open()) {
      store.commit(IntStream.range(0, 20).mapToObj(i -> created(unusual("shop" + i))).toList());
    }
  }

  private SqliteDirectorStore open() {
    return SqliteDirectorStore.open(folder, CLOCK);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  private void assertReplaced(byte[] damaged) throws IOException {
    try (SqliteDirectorStore store = open()) {
      assertThat(store.setAside()).contains(folder.resolve(ASIDE));
      assertThat(store.load()).isEmpty();
      store.commit(List.of(created(empty("new"))));
    }
    assertThat(folder.resolve(ASIDE)).hasBinaryContent(damaged);
    try (SqliteDirectorStore store = open()) {
      assertThat(store.setAside()).isEmpty();
      assertThat(store.load()).containsExactly(empty("new"));
    }
  }

  @Test
  void open_garbage_isSetAside() throws IOException {
    byte[] garbage = new byte[10_000];
    new Random(7).nextBytes(garbage);
    Files.write(file, garbage);

    assertReplaced(garbage);
  }

  @Test
  void open_emptyFile_isSetAside() throws IOException {
    Files.write(file, new byte[0]);

    assertReplaced(new byte[0]);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16, 99, 100, 511, 512, 4095, 4096, 5000, 20_000})
  void open_truncatedFile_isSetAside(int size) throws IOException {
    byte[] damaged = Arrays.copyOf(Files.readAllBytes(file), size);
    Files.write(file, damaged);

    assertReplaced(damaged);
  }

  @Test
  void open_overwrittenPage_isSetAside() throws IOException {
    byte[] damaged = Files.readAllBytes(file);
    Arrays.fill(damaged, PAGE, 2 * PAGE, (byte) 0x55);
    Files.write(file, damaged);

    assertReplaced(damaged);
  }

  /** Pages have no checksums, so a flipped byte may go unnoticed; it must never go wild. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void open_flippedBytes_isReadOrRefusedOrSetAside(long seed) throws IOException {
    Random random = new Random(seed);
    byte[] damaged = Files.readAllBytes(file);
    for (int i = random.nextInt(30); i >= 0; i--) {
      damaged[random.nextInt(random.nextBoolean() ? 4096 : damaged.length)] ^=
          (byte) (1 << random.nextInt(8));
    }
    Files.write(file, damaged);

    try (SqliteDirectorStore store = open()) {
      Optional<Path> aside = store.setAside();
      if (aside.isPresent()) {
        assertThat(aside.get()).hasBinaryContent(damaged);
        assertThat(store.load()).isEmpty();
      } else {
        List<DirectorConfig> loaded = store.load();
        assertThat(loaded).hasSizeLessThanOrEqualTo(20);
      }
    } catch (StoreException e) {
      assertThat(e).hasMessageContaining(file.toString()).hasMessageNotContaining("\n");
      assertThat(e.isUnknown()).isFalse();
    }
  }

  @Test
  void open_damagedFileWithItsLog_keepsBothAsTheyWere() throws IOException {
    Path logFile = folder.resolve("x0d.db-wal");
    byte[] damaged;
    byte[] log;
    try (SqliteDirectorStore store = open()) {
      store.commit(List.of(created(empty("late"))));
      damaged = Files.readAllBytes(file);
      log = Files.readAllBytes(logFile);
    }
    List<Integer> logged = pagesOf(log);
    for (int page = 2; page <= damaged.length / PAGE; page++) {
      if (!logged.contains(page)) {
        Arrays.fill(damaged, (page - 1) * PAGE, page * PAGE, (byte) 0x55);
      }
    }
    Files.write(file, damaged);
    Files.write(logFile, log);

    assertReplaced(damaged);

    assertThat(folder.resolve(ASIDE + "-wal")).hasBinaryContent(log);
  }

  private static List<Integer> pagesOf(byte[] log) {
    List<Integer> pages = new ArrayList<>();
    for (int frame = 32; frame < log.length; frame += 24 + PAGE) {
      pages.add(ByteBuffer.wrap(log).getInt(frame));
    }
    return pages;
  }

  @Test
  void open_logWithoutItsFile_isSetAsideRatherThanReplayed() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    byte[] log;
    try (SqliteDirectorStore store = SqliteDirectorStore.open(other, CLOCK)) {
      store.commit(List.of(created(unusual("shop"))));
      log = Files.readAllBytes(other.resolve("x0d.db-wal"));
    }
    Files.delete(file);
    Files.write(folder.resolve("x0d.db-wal"), log);

    try (SqliteDirectorStore store = open()) {
      assertThat(store.setAside()).contains(folder.resolve(ASIDE));
      assertThat(store.load()).isEmpty();
    }
    assertThat(folder.resolve(ASIDE + "-wal")).hasBinaryContent(log);
  }

  @Test
  void open_corruptTwiceInOneSecond_overwritesNothing() throws IOException {
    Files.writeString(file, "first, and longer than a header would be: " + "x".repeat(200));
    open().close();
    Files.writeString(file, "second, and longer than a header would be: " + "x".repeat(200));
    open().close();

    assertThat(folder.resolve(ASIDE)).content().startsWith("first");
    assertThat(folder.resolve(ASIDE + "-2")).content().startsWith("second");
  }

  @Test
  void open_corrupt_logsOneErrorWithBothPaths() throws IOException {
    Files.writeString(file, "x".repeat(1000));
    Logger logger = (Logger) LoggerFactory.getLogger(DatabaseFile.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);

    open().close();

    logger.detachAppender(log);
    assertThat(log.list).hasSize(1);
    assertThat(log.list.get(0).getLevel()).isEqualTo(Level.ERROR);
    assertThat(log.list.get(0).getFormattedMessage())
        .startsWith(file + " is corrupt (")
        .contains("set aside as " + folder.resolve(ASIDE))
        .doesNotContain("\n");
  }

  @Test
  void open_draftOfACrash_isMadeAnew() throws IOException {
    Files.delete(file);
    Files.writeString(folder.resolve("x0d.db.new"), "half");
    Files.writeString(folder.resolve("x0d.db.new-wal"), "half");

    try (SqliteDirectorStore store = open()) {
      assertThat(store.setAside()).isEmpty();
      assertThat(store.load()).isEmpty();
    }
    assertThat(names()).containsExactly("x0d.db", "x0d.lock");
  }

  @Test
  void open_newerLayout_isRefusedAndUntouched() throws IOException {
    Raw.run(file, "PRAGMA user_version = 99");

    assertRefused("newer x0d", "layout 99", "move the file away");
  }

  @Test
  void open_foreignApplication_isRefusedAndUntouched() throws IOException {
    Raw.run(file, "PRAGMA application_id = 1234");

    assertRefused("not a database of x0d", "1234", "move it away");
  }

  @Test
  void open_databaseNobodyMarked_isRefusedAndUntouched() throws IOException {
    Files.delete(file);
    Raw.run(file, "CREATE TABLE holiday (picture BLOB)");

    assertRefused("not a database of x0d", "move it away");
  }

  private void assertRefused(String... messages) throws IOException {
    byte[] bytes = Files.readAllBytes(file);

    assertThatThrownBy(this::open)
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContainingAll(messages)
        .hasMessageNotContaining("\n");

    assertThat(file).hasBinaryContent(bytes);
    assertThat(names()).containsExactly("x0d.db", "x0d.lock");
    Files.move(file, folder.resolve("away"), StandardCopyOption.ATOMIC_MOVE);
    open().close();
  }
}
