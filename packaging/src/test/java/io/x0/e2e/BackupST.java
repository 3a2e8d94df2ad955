package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A backup that was made while x0d runs brings its directors back. */
@Timeout(180)
class BackupST {
  @Test
  void backup_restored_bringsBackWhatWasThere() throws Exception {
    try (TestDaemon daemon = TestDaemon.started()) {
      daemon.must("director", "create", "shop", "--set", "queue-limit=7");
      daemon.must("backend", "add", "shop", "b1", "http://127.0.0.1:9001");
      daemon.must("director", "create", "blog", "--hostname", "blog.test");
      Path copy = daemon.folder().resolve("copy");

      TestDaemon.Ran ran = daemon.run("--backup", copy.toString());

      assertThat(ran.err()).isEmpty();
      assertThat(ran.exit()).isZero();
      assertThat(ran.out())
          .isEqualTo(
              daemon.stateFolder()
                  + " copied to "
                  + copy
                  + ": x0d.db, directors-ondemand/blog.test.db\n");
      String before = daemon.must("export", "blog", "shop");
      daemon.must("director", "delete", "shop", "--yes");
      daemon.must("director", "delete", "blog", "--yes");
      assertThat(daemon.stop()).isZero();
      remove(daemon.stateFolder());
      Files.move(copy, daemon.stateFolder());
      daemon.start();
      assertThat(daemon.must("export", "blog", "shop")).isEqualTo(before);
    }
  }

  @Test
  void backup_refused_isOneLineAndStatusOne() throws Exception {
    try (TestDaemon daemon = TestDaemon.create()) {
      Files.createDirectory(daemon.stateFolder());
      TestDaemon.Ran ran = daemon.run("--backup", daemon.folder().resolve("copy").toString());

      assertThat(ran.exit()).isEqualTo(1);
      assertThat(ran.out()).isEmpty();
      assertThat(ran.err())
          .isEqualTo(
              "there is no "
                  + daemon.stateFolder().resolve("x0d.db")
                  + " (--state-dir says where)\n");
      assertThat(List.of(daemon.folder().toFile().list())).doesNotContain("copy", "copy.new");
    }
  }

  private static void remove(Path folder) throws Exception {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
