package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How little a run of x0ctl has to load, and from where x0d loads. */
@Timeout(300)
class StartUpST {
  /** Returns the names of the files in the cache. */
  private static List<String> cache(Path home) throws IOException {
    Path folder = home.resolve("x0");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static void awaitArchive(Path home) throws Exception {
    // It is made at a low priority.
    Await.until(
        "an archive in " + home,
        150,
        () -> {
          List<String> files = cache(home);
          return files.size() == 1 && files.get(0).endsWith(".jsa");
        });
  }

  /** Returns the lines of Java's log of the classes that a run loads. */
  private static List<String> loaded(TestDaemon daemon, Path home, String... arguments)
      throws Exception {
    Path log = daemon.folder().resolve("classes.log");
    TestDaemon.Ran ran =
        daemon.ctl(
            Map.of(
                "XDG_CACHE_HOME", home.toString(), "_JAVA_OPTIONS", "-Xlog:class+load:file=" + log),
            arguments);
    assertThat(ran.exit()).as(ran.err()).isZero();
    List<String> lines = Files.readAllLines(log);
    Files.delete(log);
    return lines;
  }

  @Test
  void ctl_firstRun_makesAnArchiveThatTheNextLoadsAllItsClassesFrom() throws Exception {
    try (TestDaemon daemon = TestDaemon.started()) {
      daemon.must("director", "create", "shop");
      Path home = daemon.folder().resolve("cache");

      TestDaemon.Ran first =
          daemon.ctl(Map.of("XDG_CACHE_HOME", home.toString()), "director", "list");

      assertThat(first.exit()).isZero();
      assertThat(first.err()).isEmpty();
      awaitArchive(home);
      List<String> classes = loaded(daemon, home, "director", "list");
      assertThat(classes)
          .filteredOn(line -> line.contains(" io.x0.") || line.contains(" com.google."))
          .hasSizeGreaterThan(20)
          .allMatch(line -> line.endsWith("source: shared objects file"));
    }
  }

  @Test
  void ctl_oneCommand_loadsNothingItDoesNotNeed() throws Exception {
    try (TestDaemon daemon = TestDaemon.started()) {
      daemon.must("director", "create", "shop");
      Path home = Path.of(daemon.environment().get("XDG_CACHE_HOME"));
      Await.until(
          "an archive in " + home,
          () -> cache(home).stream().anyMatch(name -> name.endsWith(".jsa")));
      for (String command : List.of("director list", "backend list shop", "director enable shop")) {
        assertThat(loaded(daemon, home, command.split(" ")))
            .as(command)
            .noneMatch(line -> line.contains(" org.jline."))
            .noneMatch(line -> line.contains(" picocli."))
            .noneMatch(line -> line.contains(" io.x0.cli.shell."))
            .noneMatch(line -> line.contains(" io.x0.cli.command.Help"))
            .noneMatch(line -> line.contains(" java.util.regex."))
            .noneMatch(line -> line.contains(" java.util.stream."))
            .noneMatch(line -> line.contains(" com.google.gson.Gson "))
            // Those of the JDK for sockets, and none of ours.
            .noneMatch(line -> line.contains(" io.x0.") && line.contains("Lambda"));
      }
    }
  }

  @Test
  void ctl_archiveOfAnotherUser_isNotUsed() throws Exception {
    try (TestDaemon daemon = TestDaemon.started()) {
      Path home = daemon.folder().resolve("cache");
      daemon.ctl(Map.of("XDG_CACHE_HOME", home.toString()), "status");
      awaitArchive(home);
      Path archive = home.resolve("x0").resolve(cache(home).get(0));
      try {
        Files.setAttribute(archive, "unix:uid", 65534);
      } catch (IOException e) {
        abort("needs root: " + e.getMessage());
      }

      assertThat(loaded(daemon, home, "director", "list"))
          .anyMatch(line -> line.contains(" io.x0.cli.Main ") && line.endsWith(".jar"));
    }
  }

  @Test
  void ctl_noPlaceForAnArchive_worksAndSaysNothing() throws Exception {
    try (TestDaemon daemon = TestDaemon.started()) {
      for (String home : List.of("/dev/null", "/proc/x0")) {
        TestDaemon.Ran ran = daemon.ctl(Map.of("XDG_CACHE_HOME", home), "status");
        assertThat(ran.exit()).isZero();
        assertThat(ran.err()).isEmpty();
      }
    }
  }

  @Test
  void daemon_firstStart_makesAnArchiveThatTheNextLoadsItsClassesFrom() throws Exception {
    try (TestDaemon daemon = TestDaemon.create()) {
      Path home = daemon.folder().resolve("cache");
      daemon.environment(Map.of("XDG_CACHE_HOME", home.toString()));
      assertThat(daemon.run("--check").exit()).isZero();
      awaitArchive(home);
      Path log = daemon.folder().resolve("classes.log");

      daemon.javaOptions("-Xlog:class+load:file=" + log).start();
      assertThat(Client.once(daemon.port(), "/").status()).isEqualTo(404);

      List<String> ours =
          Files.readAllLines(log).stream()
              .filter(line -> line.contains(" io.x0.") || line.contains(" org.eclipse.jetty."))
              .filter(line -> !line.contains("Lambda"))
              .toList();
      assertThat(ours).hasSizeGreaterThan(800);
      assertThat(ours)
          .filteredOn(line -> !line.endsWith("source: shared objects file"))
          .as("loaded from jars")
          .hasSizeLessThan(ours.size() / 20);
      assertThat(daemon.log()).doesNotContain("[warning]");
    }
  }
}
