package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Scripts whose changes are made together, or not at all. */
@Timeout(180)
class TransactionST {
  private static final int CHANGES = 200;

  /** Returns a script of {@link #CHANGES} lines: a director and its backends. */
  private static List<String> script(String director) {
    List<String> lines = new ArrayList<>();
    lines.add("director create " + director + " --set queue-limit=7");
    for (int i = 1; i < CHANGES; i++) {
      lines.add("backend add " + director + " b" + i + " http://127.0.0.1:" + (20_000 + i));
    }
    return lines;
  }

  private static Path write(TestDaemon daemon, List<String> lines) throws IOException {
    return Files.write(daemon.folder().resolve("script"), lines);
  }

  @Test
  void script_errorInLine150_changesNothing() throws Exception {
    try (TestDaemon daemon = TestDaemon.started()) {
      List<String> lines = script("shop");
      lines.set(149, "backend add shop b1 http://127.0.0.1:1");

      TestDaemon.Ran ran = daemon.ctl("--transaction", "--file", write(daemon, lines).toString());

      assertThat(ran.exit()).isEqualTo(4);
      assertThat(ran.out()).isEmpty();
      assertThat(ran.err()).startsWith("x0ctl: ").contains(":150: change 150 (PUT").hasLineCount(1);
      assertThat(daemon.must("director", "list")).doesNotContain("shop");
      assertThat(daemon.must("history")).doesNotContain("shop");

      lines.set(149, "backend add shop b149 http://127.0.0.1:1");
      assertThat(daemon.must("--transaction", "--file", write(daemon, lines).toString()))
          .isEqualTo(CHANGES + " changes made\n");
      daemon.kill();
      daemon.start();
      try (Admin admin = daemon.admin()) {
        assertThat(backends(admin, "shop")).isEqualTo(CHANGES - 1);
      }
    }
  }

  @Test
  void script_killedInTheMiddle_isThereAsAWholeOrNotAtAll() throws Exception {
    int whole = 0;
    try (TestDaemon daemon = TestDaemon.started()) {
      for (int round = 0; round < 6; round++) {
        String director = "d" + round;
        String file = write(daemon, script(director)).toString();
        CompletableFuture<TestDaemon.Ran> run =
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return daemon.ctl("--transaction", "--file", file);
                  } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                });
        Await.pause(600 + round * 300L);
        daemon.kill();
        boolean isAcknowledged = run.join().exit() == 0;
        daemon.start();
        try (Admin admin = daemon.admin()) {
          int found = backends(admin, director);
          assertThat(found).isIn(isAcknowledged ? List.of(CHANGES - 1) : List.of(-1, CHANGES - 1));
          whole += found > 0 ? 1 : 0;
        }
      }
    }
    System.out.println(
        "TransactionST: of 6 transactions that kill -9 met, " + whole + " were there");
  }

  /** Returns how many backends a director has, or -1 when there is none. */
  private static int backends(Admin admin, String director) throws IOException {
    Admin.Reply reply = admin.call("GET", "/director/" + director + "/backends/");
    if (reply.status() == 404) {
      return -1;
    }
    JsonObject backends = reply.json();
    return backends.size();
  }
}
