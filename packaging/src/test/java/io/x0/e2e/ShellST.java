package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** The shell of x0ctl in a real terminal. */
@Timeout(180)
@Isolated("answers keys in time")
class ShellST {
  @BeforeEach
  void needsTmux() {
    assumeTrue(Screen.isPossible(), "needs tmux: apt-get install tmux");
  }

  private static Screen shell(TestDaemon daemon, int columns, Map<String, String> more)
      throws Exception {
    Map<String, String> environment = new HashMap<>();
    environment.putAll(daemon.environment());
    environment.put("X0_PAGER", "");
    environment.put("XDG_STATE_HOME", daemon.folder().resolve("home").toString());
    environment.putAll(more);
    String x0ctl =
        Path.of(System.getProperty("x0.tree", "target/x0"), "bin", "x0ctl")
            .toAbsolutePath()
            .toString();
    return Screen.of(columns, 24, environment, x0ctl);
  }

  private static Screen shell(TestDaemon daemon) throws Exception {
    return shell(daemon, 80, Map.of());
  }

  @Test
  void shell_use_completesLiveNamesAndShowsHowTheDirectorIs() throws Exception {
    try (TestDaemon daemon = TestDaemon.started();
        Origin origin = Origin.named("b1");
        Screen screen = shell(daemon)) {
      screen.awaitPrompt("x0>").enter("director create wonderland").awaitText("created");
      screen.awaitPrompt("x0>").type("use won").press("Tab").awaitPrompt("x0> use wonderland");
      screen.press("Enter").awaitPrompt("x0 wonderland ●>");

      screen.enter("backend add alice " + origin.url()).awaitText("wonderland/alice added");
      screen
          .awaitPrompt("x0 wonderland ●>")
          .type("backend show al")
          .press("Tab")
          .awaitPrompt("x0 wonderland ●> backend show alice");
      screen.press("Enter").awaitText("terminate-protection").awaitPrompt("x0 wonderland ●>");
      screen.type("director set scheduler=le").press("Tab");
      screen.awaitPrompt("x0 wonderland ●> director set scheduler=least-load").press("Enter");
      screen.awaitText("director wonderland changed").awaitPrompt("x0 wonderland ●>");

      assertThat(daemon.must("director", "show", "wonderland")).contains("least-load");
      screen.press("C-d").awaitText("ended 0");
    }
  }

  @Test
  void shell_history_isKeptForTheNextOneAndForItsOwnerOnly() throws Exception {
    try (TestDaemon daemon = TestDaemon.started()) {
      try (Screen screen = shell(daemon)) {
        screen.awaitPrompt("x0>").enter("director create shop").awaitText("director shop created");
        screen.enter(" director create secret").awaitText("director secret created");
        screen.enter("exit").awaitText("ended 0");
      }
      try (Screen screen = shell(daemon)) {
        screen.awaitPrompt("x0>").press("Up").awaitPrompt("x0> exit");
        screen.press("Up").awaitPrompt("x0> director create shop");
      }
      Path history = daemon.folder().resolve("home/x0/history");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(history)))
          .isEqualTo("rw-------");
      assertThat(Files.readString(history)).contains("create shop").doesNotContain("secret");
    }
  }

  @Test
  void shell_daemonStartedAgain_goesOnAndSaysSo() throws Exception {
    try (TestDaemon daemon = TestDaemon.started();
        Screen screen = shell(daemon)) {
      screen.awaitPrompt("x0>").enter("director create shop").awaitText("created");
      daemon.kill();
      screen.enter("director list").awaitText("cannot reach x0d").awaitPrompt("x0 (no x0d)>");
      daemon.start();
      screen.press("Enter").awaitText("x0d answers again").awaitPrompt("x0>");
      screen.enter("use shop").awaitPrompt("x0 shop ●>");
      daemon.stop();
      daemon.start();
      screen.press("Enter").awaitText("x0d was started again").awaitPrompt("x0 shop ●>");
    }
  }

  @Test
  void shell_controlC_clearsTheLineAndNothingElse() throws Exception {
    try (TestDaemon daemon = TestDaemon.started();
        Screen screen = shell(daemon)) {
      screen.awaitLine("x0>").type("director create nev").awaitLine("x0> director create nev");
      screen.press("C-c").awaitLine("x0>");
      screen.enter("director create shop").awaitText("director shop created");

      assertThat(daemon.must("director", "list")).contains("shop").doesNotContain("nev");
    }
  }

  @Test
  void shell_pasteOfManyLines_runsEachAndStopsAtTheFirstThatFails() throws Exception {
    try (TestDaemon daemon = TestDaemon.started();
        Screen screen = shell(daemon)) {
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < 40; i++) {
        lines.append("director create d").append(i).append('\n');
      }
      screen.awaitPrompt("x0>").paste(lines.toString()).press("Enter");
      screen.awaitText("director d39 created");
      screen.paste("director create d1\ndirector create late\n").press("Enter");
      screen.awaitText("director d1 exists already").awaitText("1 more lines were not run");

      assertThat(daemon.must("director", "list")).contains("d39").doesNotContain("late");
    }
  }

  @Test
  void shell_deletion_asksFirst() throws Exception {
    try (TestDaemon daemon = TestDaemon.started();
        Screen screen = shell(daemon)) {
      daemon.must("director", "create", "shop");
      screen.awaitPrompt("x0>").enter("director delete shop").awaitText("[y/N]");
      screen.enter("n").awaitText("cancelled").awaitPrompt("x0>");
      assertThat(daemon.must("director", "list")).contains("shop");
      screen.enter("director delete shop").awaitPrompt("delete director shop");
      screen.enter("y").awaitText("director shop deleted").awaitPrompt("x0>");
      assertThat(daemon.must("director", "list")).doesNotContain("shop");
    }
  }

  @Test
  void shell_noColourAndDumbTerminal_showWordsInsteadOfColours() throws Exception {
    try (TestDaemon daemon = TestDaemon.started()) {
      daemon.must("director", "create", "shop");
      for (Map<String, String> plain : List.of(Map.of("NO_COLOR", "1"), Map.of("TERM", "dumb"))) {
        try (Screen screen = shell(daemon, 80, plain)) {
          screen.awaitPrompt("x0>").enter("use shop").awaitPrompt("x0 shop [empty]>");
          screen.enter("director list").awaitText("NAME").awaitPrompt("x0 shop [empty]>");
          assertThat(screen.coloured()).doesNotContain("\u001b[31m").doesNotContain("\u001b[33m");
        }
      }
    }
  }

  @Test
  void shell_widths_tablesFit() throws Exception {
    try (TestDaemon daemon = TestDaemon.started()) {
      daemon.must("director", "create", "shop");
      String url = "http://origin." + "very-long-name.".repeat(6) + "test:8080";
      daemon.must("backend", "add", "shop", "b1", url);
      for (int columns : new int[] {80, 200}) {
        try (Screen screen = shell(daemon, columns, Map.of())) {
          screen.awaitPrompt("x0>").enter("backend list shop").awaitText("WEIGHT");
          screen.awaitPrompt("x0>");
          assertThat(screen.text().lines().filter(line -> line.contains("b1")))
              .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(columns));
          assertThat(screen.text().contains(url)).isEqualTo(columns == 200);
        }
      }
    }
  }

  @Test
  void shell_transaction_waitsForCommitAndShowsThat() throws Exception {
    try (TestDaemon daemon = TestDaemon.started();
        Screen screen = shell(daemon)) {
      screen.awaitPrompt("x0>").enter("begin").awaitPrompt("x0*>");
      screen.enter("director create shop").awaitText("director shop created (waits for commit)");
      screen.enter("director create blog").awaitText("director blog created (waits for commit)");
      assertThat(daemon.must("director", "list", "-o", "name")).isEmpty();
      screen.enter("diff").awaitText("director create blog").awaitPrompt("x0*>");
      screen.enter("commit").awaitText("2 changes made").awaitPrompt("x0>");
      assertThat(daemon.must("director", "list", "-o", "name")).isEqualTo("blog\nshop\n");
      screen.enter("begin").awaitPrompt("x0*>").enter("director disable shop");
      screen
          .awaitText("disabled (waits")
          .awaitPrompt("x0*>")
          .press("C-d")
          .awaitText("left without commit");
      screen.awaitText("ended 1");
      assertThat(daemon.must("director", "show", "shop")).doesNotContain("disabled");
    }
  }

  @Test
  void shell_secrets_areNotRemembered() throws Exception {
    try (TestDaemon daemon = TestDaemon.started()) {
      try (Screen screen = shell(daemon)) {
        screen.awaitPrompt("x0>").enter("director create shop").awaitText("shop created");
        screen.enter("director set shop password=hunter2").awaitText("password");
        screen.awaitPrompt("x0>").enter("exit").awaitText("ended");
      }
      assertThat(Files.readString(daemon.folder().resolve("home/x0/history")))
          .contains("create shop")
          .doesNotContain("hunter2");
    }
  }

  @Test
  void shell_longTable_isPaged() throws Exception {
    try (TestDaemon daemon = TestDaemon.started();
        Screen screen = shell(daemon, 80, Map.of("X0_PAGER", "less -RX"))) {
      StringBuilder script = new StringBuilder();
      for (int i = 0; i < 40; i++) {
        script.append("director create d").append(i).append('\n');
      }
      Path file = Files.writeString(daemon.folder().resolve("many"), script);
      daemon.must("--transaction", "-f", file.toString());
      screen.awaitPrompt("x0>").enter("director list").awaitText("d17").awaitPrompt(":");
      assertThat(screen.text()).doesNotContain("d9 ");
      screen.press("C-c").awaitPrompt(":").type("G").awaitText("d9").awaitPrompt("(END)");
      screen.type("q").awaitPrompt("x0>").enter("status").awaitText("uptime");
    }
  }
}
