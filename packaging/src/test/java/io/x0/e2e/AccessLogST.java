package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Access logs are rotated while x0d serves. */
@Timeout(120)
class AccessLogST {
  private static final String CONFIG =
      """
      handler setup {
        listen '127.0.0.1:0';
        accesslog.mode '0600';
        accesslog.format 'short', '%p %c';
      }
      handler main {
        accesslog '$FOLDER/access.log', 'short';
        return 204;
      }
      """;

  private static void get(TestDaemon daemon, String path) throws Exception {
    assertThat(Client.once(daemon.port(), path).status()).isEqualTo(204);
  }

  private static void awaitLine(Path file, String line) throws Exception {
    Await.until(
        line + " is in " + file,
        () -> Files.exists(file) && Files.readAllLines(file).contains(line));
  }

  @Test
  void rotation_bySignalAndByCommand_losesNoLine() throws Exception {
    try (TestDaemon daemon = TestDaemon.create().config(CONFIG).start()) {
      Path file = daemon.folder().resolve("access.log");
      Path first = daemon.folder().resolve("access.log.1");
      Path second = daemon.folder().resolve("access.log.2");
      get(daemon, "/a");
      awaitLine(file, "/a 204");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");

      Files.move(file, first);
      get(daemon, "/b");
      assertThat(daemon.must("log", "reopen")).isEqualTo("access logs reopened\n");
      get(daemon, "/c");
      awaitLine(file, "/c 204");
      assertThat(Files.readAllLines(first)).containsExactly("/a 204", "/b 204");

      Files.move(file, second);
      assertThat(new ProcessBuilder("kill", "-USR1", Long.toString(daemon.pid())).start().waitFor())
          .isZero();
      Await.until("the file is there again", () -> Files.exists(file));
      get(daemon, "/d");
      assertThat(daemon.stop()).isZero();

      assertThat(Files.readAllLines(second)).containsExactly("/c 204");
      assertThat(Files.readAllLines(file)).containsExactly("/d 204");
      assertThat(daemon.log()).contains("access logs reopened by SIGUSR1");
    }
  }

  @Test
  void pipeWithoutReader_holdsUpNoOtherLogAndNoRequest() throws Exception {
    String config = CONFIG.replace("return 204;", "accesslog '$FOLDER/pipe', 'short'; return 204;");
    try (TestDaemon daemon = TestDaemon.create().config(config)) {
      Path pipe = daemon.folder().resolve("pipe");
      assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
      daemon.start();

      get(daemon, "/a");
      awaitLine(daemon.folder().resolve("access.log"), "/a 204");
      get(daemon, "/b");
      awaitLine(daemon.folder().resolve("access.log"), "/b 204");

      TestDaemon.Ran ran = daemon.ctl("log", "reopen");
      assertThat(ran.exit()).isEqualTo(1);
      assertThat(ran.err()).contains(pipe + ": it takes no lines").hasLineCount(1);
    }
  }
}
