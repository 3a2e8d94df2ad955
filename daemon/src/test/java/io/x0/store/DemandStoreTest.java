package io.x0.store;

import static io.x0.store.Samples.CLOCK;
import static io.x0.store.Samples.backend;
import static io.x0.store.Samples.changed;
import static io.x0.store.Samples.created;
import static io.x0.store.Samples.deleted;
import static io.x0.store.Samples.empty;
import static io.x0.store.Samples.onDemand;
import static io.x0.store.Samples.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.director.DirectorConfig;
import io.x0.director.DirectorStore.Change;
import io.x0.director.DirectorStore.Entry;
import io.x0.director.DirectorStore.Found;
import io.x0.director.DirectorStore.StoreException;
import io.x0.shaper.BucketSpec;
import io.x0.shaper.Share;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DemandStoreTest {
  private static final DirectorConfig SHOP = onDemand("shop", "shop.test", 0);

  @TempDir Path state;

  private final FaultyConnector connector = new FaultyConnector();
  private Path folder;
  private SqliteDirectorStore store;

  @BeforeEach
  void open() {
    folder = state.resolve("directors-ondemand");
    store = SqliteDirectorStore.open(state, CLOCK, connector);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void reopen() {
    store.close();
    open();
  }

  private List<String> files() throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  private List<String> problems() {
    return store.discover().stream().map(Found::problem).filter(p -> !p.isEmpty()).toList();
  }

  private List<DirectorConfig> discovered() {
    return store.discover().stream().map(Found::director).toList();
  }

  /** Makes a file that holds a director, as another x0d would have left it. */
  private Path drop(String file, DirectorConfig director) throws IOException {
    Path elsewhere = Files.createTempDirectory(state, "other");
    try (SqliteDirectorStore other = SqliteDirectorStore.open(elsewhere, CLOCK)) {
      other.commit(List.of(created(director)));
    }
    Path source;
    try (Stream<Path> files = Files.list(elsewhere.resolve("directors-ondemand"))) {
      source = files.findFirst().orElseThrow();
    }
    Files.createDirectories(folder);
    return Files.move(source, folder.resolve(file));
  }

  private void breakFiles() {
    connector.broken = file -> file.startsWith(folder);
  }

  @Test
  void commit_newDirector_isInAFileOfItsOwn() throws IOException {
    Change change = created(SHOP);
    store.commit(List.of(change));

    assertThat(files()).containsExactly("shop.test.db");
    Path file = folder.resolve("shop.test.db");
    assertThat(Raw.query(file, "SELECT name || origin FROM director"))
        .containsExactly("shopondemand");
    assertThat(Raw.query(file, "SELECT hostname || ifnull(port, '-') FROM ondemand"))
        .containsExactly("shop.test-");
    assertThat(Raw.query(file, "PRAGMA journal_mode")).containsExactly("wal");
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Raw.query(state.resolve("x0d.db"), "SELECT name FROM director")).isEmpty();
    assertThat(store.history(9)).extracting(Entry::change).containsExactly(change);
    reopen();
    assertThat(store.load()).containsExactly(SHOP);
    assertThat(store.discover()).isEmpty();
  }

  @Test
  void commit_everythingOfADirector_isRestored() {
    DirectorConfig full =
        with(onDemand("shop", "*.shop.test", 81), "queue-limit", "7")
            .withBackend(backend("b1").withEnabled(false))
            .withBackend(backend("b2"));
    DirectorConfig bucketed =
        full.withBuckets(
            full.buckets()
                .withBucket("root", BucketSpec.of("vip", Share.parse("20%"), Share.parse("40%"))));
    store.commit(List.of(created(full), changed(full, bucketed)));
    reopen();

    assertThat(store.load()).containsExactly(bucketed);
    assertThat(store.history(1)).extracting(Entry::change).containsExactly(changed(full, bucketed));
  }

  @Test
  void commit_otherHostnameAndPort_keepsTheFile() throws IOException {
    DirectorConfig moved = Samples.serving(SHOP, "blog.test", 8080);
    store.commit(List.of(created(SHOP)));
    store.commit(List.of(changed(SHOP, moved)));
    reopen();

    assertThat(files()).containsExactly("shop.test.db");
    assertThat(store.load()).containsExactly(moved);
    store.commit(List.of(changed(moved, Samples.serving(moved, "", 8081))));
    reopen();
    assertThat(store.load()).containsExactly(Samples.serving(moved, "", 8081));
  }

  @Test
  void commit_deleted_leavesNoFileButItsHistory() throws IOException {
    store.commit(List.of(created(SHOP), created(onDemand("blog", "blog.test", 0))));
    store.commit(List.of(deleted(SHOP)));

    assertThat(files()).containsExactly("blog.test.db");
    assertThat(store.history(1)).extracting(Entry::change).containsExactly(deleted(SHOP));
    reopen();
    assertThat(store.load()).extracting(DirectorConfig::name).containsExactly("blog");
  }

  @Test
  void commit_deletedAndMadeAgainAtOnce_isTheNewOne() throws IOException {
    DirectorConfig again = with(onDemand("shop", "new.test", 0), "queue-limit", "3");
    store.commit(List.of(created(SHOP.withBackend(backend("b1")))));
    store.commit(List.of(deleted(SHOP), created(again)));
    reopen();

    assertThat(store.load()).containsExactly(again);
    assertThat(files()).hasSize(1);
  }

  @Test
  void commit_managedAndOnDemandTogether_areBothThere() {
    store.commit(List.of(created(empty("z")), created(SHOP), created(empty("a"))));
    reopen();

    assertThat(store.load()).extracting(DirectorConfig::name).containsExactly("a", "shop", "z");
  }

  @ParameterizedTest
  @CsvSource({
    "shop.test,0,shop.test.db",
    "shop.test,80,shop.test.db",
    "'',8080,port-8080.db",
    "*.shop.test,0,_wildcard.shop.test.db"
  })
  void commit_newDirector_namesTheFile(String hostname, int port, String file) throws IOException {
    store.commit(List.of(created(onDemand("shop", hostname, port))));

    assertThat(files()).containsExactly(file);
  }

  @Test
  void commit_longHostname_hasAShortFileName() throws IOException {
    String label = "a".repeat(60);
    String hostname = String.join(".", label, label, label, label);
    DirectorConfig one = onDemand("one", hostname, 0);
    DirectorConfig two = onDemand("two", hostname, 80);
    store.commit(List.of(created(one), created(two)));
    reopen();

    assertThat(files())
        .containsExactly(hostname.substring(0, 200) + "-2.db", hostname.substring(0, 200) + ".db");
    assertThat(store.load()).containsExactly(one, two);
  }

  @Test
  void commit_nameOfTheFileIsTaken_getsASuffix() throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("shop.test.db"), "mine");
    Files.writeString(folder.resolve("shop.test-2.db-wal"), "mine too");
    DirectorConfig other = onDemand("other", "shop.test", 80);
    store.commit(List.of(created(SHOP), created(other)));
    reopen();

    assertThat(store.load()).containsExactly(other, SHOP);
    assertThat(files())
        .containsExactly("shop.test-2.db-wal", "shop.test-3.db", "shop.test-4.db", "shop.test.db");
    assertThat(folder.resolve("shop.test.db")).hasContent("mine");
  }

  @Test
  void commit_folderIsGone_isMadeAgain() throws IOException {
    store.commit(List.of(created(SHOP)));
    Files.delete(folder.resolve("shop.test.db"));
    Files.delete(folder);
    DirectorConfig next = with(SHOP, "queue-limit", "3");

    store.commit(List.of(changed(SHOP, next)));
    reopen();

    assertThat(store.load()).containsExactly(next);
  }

  @Test
  void commit_manyDirectors_leavesNoFileOpen() throws IOException {
    for (int i = 0; i < 50; i++) {
      store.commit(List.of(created(onDemand("d" + i, "d" + i + ".test", 0))));
    }
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      assertThat(open.filter(fd -> leadsTo(fd, folder))).isEmpty();
    }
    reopen();
    assertThat(store.load()).hasSize(50);
    assertThat(files()).hasSize(50).allMatch(name -> name.endsWith(".db"));
  }

  private static boolean leadsTo(Path descriptor, Path folder) {
    try {
      return Files.readSymbolicLink(descriptor).startsWith(folder);
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void commit_fileFails_isDurableAllTheSameAndWrittenLater() throws IOException {
    DirectorConfig next = with(SHOP, "queue-limit", "3");
    store.commit(List.of(created(SHOP)));
    breakFiles();

    store.commit(List.of(changed(SHOP, next), created(onDemand("blog", "", 81))));

    assertThat(store.load()).containsExactly(onDemand("blog", "", 81), next);
    reopen();
    assertThat(store.load()).containsExactly(onDemand("blog", "", 81), next);
    connector.heal();
    store.commit(List.of(created(empty("else"))));
    assertThat(
            Raw.query(
                folder.resolve("shop.test.db"),
                "SELECT value FROM director_setting" + " WHERE key = 'queue-limit'"))
        .containsExactly("3");
    assertThat(files()).containsExactly("port-81.db", "shop.test.db");
    assertThat(pending()).isEmpty();
  }

  private List<String> pending() {
    return Raw.query(
        state.resolve("x0d.db"), "SELECT director FROM ondemand_file WHERE pending IS NOT NULL");
  }

  /** What a kill at each moment after the commit leaves: the file is as it was, or as it should. */
  @ParameterizedTest
  @ValueSource(strings = {"BEGIN", "INSERT", "COMMIT"})
  void start_fileWasNotWritten_doesItThen(String statement) {
    DirectorConfig next =
        with(Samples.serving(SHOP, "new.test", 0), "queue-limit", "3").withBackend(backend("b"));
    DirectorConfig blog = onDemand("blog", "", 81);
    store.commit(List.of(created(SHOP), created(blog)));
    connector.broken = file -> file.startsWith(folder) && statement.equals("BEGIN");
    connector.before = sql -> isAboutFiles(sql, statement);

    store.commit(List.of(changed(SHOP, next), deleted(blog), created(empty("managed"))));

    connector.heal();
    reopen();
    assertThat(store.load()).containsExactly(empty("managed"), next);
    assertThat(pending()).isEmpty();
  }

  /** Fails what follows the journal's entry of the third change. */
  private boolean isAboutFiles(String sql, String statement) {
    if (sql.startsWith("INSERT INTO audit")) {
      audited++;
    } else if (sql.equals("COMMIT") && audited == 3) {
      audited++;
    } else {
      return audited > 3 && sql.startsWith(statement);
    }
    return false;
  }

  private int audited;

  @Test
  void start_removalWasNotDone_doesItThen() throws IOException {
    store.commit(List.of(created(SHOP)));
    store.close();
    Raw.run(state.resolve("x0d.db"), "UPDATE ondemand_file SET pending = 'null'");
    open();

    assertThat(store.load()).isEmpty();
    assertThat(files()).isEmpty();
    assertThat(Raw.query(state.resolve("x0d.db"), "SELECT file FROM ondemand_file")).isEmpty();
  }

  @Test
  void commit_notDurable_leavesFilesAlone() throws IOException {
    store.commit(List.of(created(SHOP)));
    connector.before = sql -> sql.startsWith("INSERT INTO audit");
    assertThatThrownBy(
            () -> store.commit(List.of(deleted(SHOP), created(onDemand("blog", "", 81)))))
        .isInstanceOf(StoreException.class);
    connector.heal();
    reopen();

    assertThat(store.load()).containsExactly(SHOP);
    assertThat(files()).containsExactly("shop.test.db");
    assertThat(store.history(9)).hasSize(1);
  }

  @Test
  void discover_droppedFile_isFoundUntouchedAndAdoptedWhereItIs() throws IOException {
    DirectorConfig full = with(SHOP, "queue-limit", "7").withBackend(backend("b1"));
    Path file = drop("anything.db", full);

    assertThat(store.load()).isEmpty();
    assertThat(store.discover()).containsExactly(new Found(file.toString(), full, ""));
    assertThat(store.discover()).hasSize(1);
    reopen();
    assertThat(discovered()).containsExactly(full);

    store.commit(List.of(created(full)));
    assertThat(store.discover()).isEmpty();
    DirectorConfig next = with(full, "queue-limit", "8");
    store.commit(List.of(changed(full, next)));
    reopen();
    assertThat(store.load()).containsExactly(next);
    assertThat(files()).containsExactly("anything.db");
  }

  @Test
  void discover_unusableFiles_areLeftAloneWithALineEach() throws IOException {
    DirectorConfig good = onDemand("good", "", 99);
    store.commit(List.of(created(good)));
    Path corrupt = drop("corrupt.db", SHOP);
    byte[] bytes = Files.readAllBytes(corrupt);
    for (int i = 20; i < bytes.length; i += 7) {
      bytes[i] ^= 0x55;
    }
    Files.write(corrupt, bytes);
    Files.writeString(folder.resolve("short.db"), "");
    Files.writeString(folder.resolve("text.db"), "no database at all\n".repeat(100));
    Path newer = drop("newer.db", SHOP);
    Raw.run(newer, "PRAGMA user_version = 99");
    Raw.run(folder.resolve("foreign.db"), "CREATE TABLE holiday (picture BLOB)");
    Path none = drop("none.db", SHOP);
    Raw.run(none, "DELETE FROM director");
    Path two = drop("two.db", SHOP);
    Raw.run(two, "INSERT INTO director VALUES ('other', 'managed', 1)");
    Path managed = drop("managed.db", SHOP);
    Raw.run(managed, "UPDATE director SET origin = 'managed'", "DELETE FROM ondemand");
    Path silent = drop("silent.db", SHOP);
    Raw.run(silent, "DELETE FROM ondemand");
    Path host = drop("host.db", SHOP);
    Raw.run(host, "UPDATE ondemand SET hostname = 'a b'");
    Files.createDirectory(folder.resolve("folder.db"));
    Files.createSymbolicLink(folder.resolve("link.db"), state.resolve("x0d.db"));
    Files.writeString(folder.resolve("readme.txt"), "not looked at");
    byte[] newerBytes = Files.readAllBytes(newer);

    reopen();
    assertThat(store.load()).containsExactly(good);
    List<String> problems = problems();

    assertThat(problems).hasSize(12).allMatch(p -> !p.contains("\n"));
    assertThat(problems.get(0)).startsWith(corrupt + " is left alone: ").contains("SQLITE_");
    assertThat(problems.get(1)).endsWith("folder.db is left alone: not a file");
    assertThat(problems.get(2)).endsWith("foreign.db is left alone: not a database of x0d");
    assertThat(problems.get(3))
        .isEqualTo(
            host
                + " is left alone: director \"shop\": cannot read hostname: a b (expected: a host"
                + " name in ASCII (xn-- where it is internationalised) such as shop.example.org,"
                + " or *.example.org for every name below it)");
    assertThat(problems.get(4)).endsWith("link.db is left alone: not a file");
    assertThat(problems.get(5))
        .contains("managed.db is left alone: director shop is not on demand");
    assertThat(problems.get(6)).startsWith(newer + " is left alone: written by a newer x0d");
    assertThat(problems.get(7)).endsWith("none.db is left alone: it holds 0 directors, not one");
    assertThat(problems.get(8)).endsWith("short.db is left alone: it is too short");
    assertThat(problems.get(9))
        .contains("silent.db is left alone: director shop of origin ondemand");
    assertThat(problems.get(10)).contains("text.db is left alone: [SQLITE_NOTADB]");
    assertThat(problems.get(11)).endsWith("two.db is left alone: it holds 2 directors, not one");
    assertThat(corrupt).hasBinaryContent(bytes);
    assertThat(newer).hasBinaryContent(newerBytes);
  }

  @Test
  void discover_folderIsAFile_isOneProblem() throws IOException {
    Files.writeString(folder, "no folder");

    assertThat(store.load()).isEmpty();
    assertThat(problems())
        .containsExactly(folder + " cannot be read: another file is in its place");
    store.commit(List.of(created(empty("managed"))));
    assertThat(store.load()).hasSize(1);
  }

  @Test
  void discover_twoFilesOfOneDirector_adoptsTheFirst() throws IOException {
    DirectorConfig second = with(SHOP, "queue-limit", "2");
    drop("a.db", SHOP);
    drop("b.db", second);

    assertThat(discovered()).containsExactly(SHOP, second);
    store.commit(List.of(created(SHOP)));

    assertThat(discovered()).containsExactly(second);
    assertThat(files()).containsExactly("a.db", "b.db");
  }

  @Test
  void commit_namesakeOfADroppedFile_doesNotTouchThatFile() throws IOException {
    Path dropped = drop("shop.test.db", with(SHOP, "queue-limit", "2"));
    byte[] bytes = Files.readAllBytes(dropped);
    assertThat(discovered()).hasSize(1);

    store.commit(List.of(created(SHOP)));
    reopen();

    assertThat(store.load()).containsExactly(SHOP);
    assertThat(dropped).hasBinaryContent(bytes);
    assertThat(files()).containsExactly("shop.test-2.db", "shop.test.db");
  }

  @Test
  void load_fileDamagedWhileStopped_isLeftAloneAndNothingElseIsLost() throws IOException {
    DirectorConfig good = onDemand("good", "", 99);
    store.commit(List.of(created(good), created(SHOP), created(empty("managed"))));
    store.close();
    Path file = folder.resolve("shop.test.db");
    byte[] whole = Files.readAllBytes(file);
    byte[] half = Arrays.copyOf(whole, whole.length / 2);
    Files.write(file, half);
    open();

    assertThat(store.load()).containsExactly(good, empty("managed"));
    assertThat(problems()).hasSize(1).first().asString().startsWith(file + " is left alone: ");
    assertThat(file).hasBinaryContent(half);

    // Made again by hand, it gets another file; brought back from a backup, it is adopted.
    Files.write(file, whole);
    assertThat(discovered()).containsExactly(SHOP);
    store.commit(List.of(created(SHOP)));
    reopen();
    assertThat(store.load()).containsExactly(good, empty("managed"), SHOP);
  }

  @Test
  void load_fileGone_isNoDirectorAndNoProblem() throws IOException {
    store.commit(List.of(created(SHOP)));
    store.close();
    Files.delete(folder.resolve("shop.test.db"));
    open();

    assertThat(store.load()).isEmpty();
    assertThat(store.discover()).isEmpty();
    store.commit(List.of(created(SHOP)));
    reopen();
    assertThat(store.load()).containsExactly(SHOP);
  }

  @Test
  void load_fileReplacedByAnother_isAdoptedAsThatOne() throws IOException {
    store.commit(List.of(created(SHOP)));
    store.close();
    Files.delete(folder.resolve("shop.test.db"));
    DirectorConfig blog = onDemand("blog", "blog.test", 0);
    drop("shop.test.db", blog);
    open();

    assertThat(store.load()).isEmpty();
    assertThat(discovered()).containsExactly(blog);
  }

  @Test
  void commit_fileReplacedWhileRunning_isNotOverwritten() throws IOException {
    store.commit(List.of(created(SHOP)));
    Files.delete(folder.resolve("shop.test.db"));
    DirectorConfig blog = onDemand("blog", "blog.test", 0);
    Path file = drop("shop.test.db", blog);
    DirectorConfig next = with(SHOP, "queue-limit", "3");

    store.commit(List.of(changed(SHOP, next)));

    assertThat(Raw.query(file, "SELECT name FROM director")).containsExactly("blog");
    assertThat(store.load()).containsExactly(next);
  }
}
