package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The live screen of x0ctl in a real terminal. */
@Timeout(180)
@Isolated("answers keys in time")
class TopST {
  private static final String X0CTL =
      Path.of(System.getProperty("x0.tree", "target/x0"), "bin", "x0ctl")
          .toAbsolutePath()
          .toString();

  @BeforeEach
  void needsTmux() {
    assumeTrue(Screen.isPossible(), "needs tmux: apt-get install tmux");
  }

  /** Returns a daemon with a director of three buckets and two backends. */
  private static TestDaemon shop() throws Exception {
    TestDaemon daemon = TestDaemon.started();
    daemon.must("director", "create", "blog");
    daemon.must("director", "create", "shop", "--set", "health-check-mode=off");
    daemon.must("backend", "add", "shop", "b1", "http://127.0.0.1:1", "--capacity", "8");
    daemon.must("backend", "add", "shop", "b2", "http://127.0.0.1:2", "--capacity", "12");
    daemon.must("bucket", "add", "shop", "vip", "--rate", "30%", "--ceil", "80%");
    daemon.must("bucket", "add", "shop", "jail", "--rate", "1t", "--ceil", "4t");
    return daemon;
  }

  private static Screen top(TestDaemon daemon, int columns, int rows, String... more)
      throws Exception {
    String[] command = new String[more.length + 2];
    command[0] = X0CTL;
    command[1] = "top";
    System.arraycopy(more, 0, command, 2, more.length);
    return Screen.of(columns, rows, daemon.environment(), command);
  }

  @ParameterizedTest
  @CsvSource({"80, 24", "200, 50"})
  void top_keys_selectAndChange(int columns, int rows) throws Exception {
    try (TestDaemon daemon = shop();
        Screen screen = top(daemon, columns, rows)) {
      screen.awaitText(">blog").press("Down").awaitText(">shop");
      screen.awaitText("vip").awaitText("6..16").awaitText("0/12").awaitText("online");
      assertThat(screen.shown().lines())
          .hasSizeLessThanOrEqualTo(rows)
          .allMatch(line -> line.length() <= columns);

      screen.press("Tab").awaitText(">b1").press("Down").awaitText(">b2");
      screen.press("d").awaitText("disable backend shop/b2? [y/N]").press("n");
      screen.awaitText("nothing was changed");
      assertThat(daemon.must("backend", "list", "shop")).doesNotContain("disabled");
      screen.press("d").awaitText("[y/N]").press("y").awaitText("backend shop/b2 disabled");
      screen.await("b2 shows as disabled", text -> text.matches("(?s).*>b2[^\n]*disabled.*"));
      assertThat(daemon.must("backend", "list", "shop")).contains("disabled");

      screen.press("?").awaitText("Any key goes back").press("x").awaitText(">b2");
      screen.press("q").awaitText("ended 0");
      assertThat(screen.shown()).doesNotContain("DIRECTOR");
    }
  }

  @Test
  void top_filterAndResize_showWhatIsWanted() throws Exception {
    try (TestDaemon daemon = shop();
        Screen screen = top(daemon, 80, 24)) {
      screen.awaitText(">blog").type("/sh").awaitText("show names with: sh").awaitText(">shop");
      assertThat(screen.shown()).doesNotContain("blog");
      screen.press("Enter", "Escape").awaitText("blog");
      screen.resize(120, 12);
      Await.until(
          "the screen is drawn anew",
          () -> {
            List<String> lines = screen.shown().lines().toList();
            return lines.size() == 12 && lines.get(11).startsWith("q quit");
          });
      assertThat(screen.shown()).contains(">shop");
    }
  }

  @Test
  void top_daemonStartedAgain_goesOn() throws Exception {
    try (TestDaemon daemon = shop();
        Screen screen = top(daemon, 100, 24, "shop")) {
      screen.awaitText("vip");
      daemon.kill();
      screen.awaitText("does not answer any more");
      daemon.start();
      daemon.must("director", "create", "newcomer");
      screen.awaitText("newcomer").awaitText("vip");
      screen.press("C-c").awaitText("ended");
    }
  }

  @Test
  void top_inTheShell_comesBackToThePrompt() throws Exception {
    try (TestDaemon daemon = shop();
        Screen screen = Screen.of(80, 24, daemon.environment(), X0CTL)) {
      screen.awaitPrompt("x0>").enter("top shop").awaitText("vip").press("q").awaitPrompt("x0>");
      screen.enter("watch -n 0.5 director list").awaitText("every 0.5s").press("C-c");
      screen.awaitPrompt("x0>").enter("events --follow");
      daemon.must("director", "disable", "blog");
      screen.awaitText("director disable blog").press("C-c").awaitPrompt("x0>");
      screen.enter("exit").awaitText("ended 0");
    }
  }

  @Test
  void top_noTerminal_printsWhatTheScreenWouldShow() throws Exception {
    try (TestDaemon daemon = shop()) {
      String out = daemon.must("top", "shop", "--count", "2");
      assertThat(out.lines().filter(line -> line.startsWith("x0 top"))).hasSize(2);
      assertThat(out).contains(">shop").contains("vip").contains("b2").doesNotContain("\u001b");
      TestDaemon.Ran json = daemon.ctl(Map.of(), "top", "--count", "1", "-o", "json");
      assertThat(json.out()).startsWith("{").contains("\"shop\"").hasLineCount(1);
    }
  }
}
