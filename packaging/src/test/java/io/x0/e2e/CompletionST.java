package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** Completion of x0ctl in the shells that operators use, in a real terminal. */
@Timeout(180)
@Isolated("answers keys in time")
class CompletionST {
  private static final Path BIN =
      Path.of(System.getProperty("x0.tree", "target/x0"), "bin").toAbsolutePath();

  /** Returns a shell of its own, without anybody's settings. */
  private static Screen shell(TestDaemon daemon, String... command) throws Exception {
    assumeTrue(Screen.isPossible(), "needs tmux: apt-get install tmux");
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin", command[0]))
            || Files.isExecutable(Path.of("/bin", command[0])),
        "needs " + command[0] + ": apt-get install " + command[0]);
    Map<String, String> environment = new HashMap<>(daemon.environment());
    environment.put("PATH", BIN + ":/usr/bin:/bin");
    environment.put("HOME", daemon.folder().toString());
    environment.put("XDG_CONFIG_HOME", daemon.folder().resolve("config").toString());
    environment.put("XDG_DATA_HOME", daemon.folder().resolve("data").toString());
    environment.put("ZDOTDIR", daemon.folder().toString());
    environment.put("PS1", "ready> ");
    return Screen.of(120, 30, environment, command);
  }

  private static TestDaemon daemon() throws Exception {
    TestDaemon daemon = TestDaemon.started();
    daemon.must("director", "create", "wonderland");
    daemon.must("backend", "add", "wonderland", "alice", "http://127.0.0.1:1", "--disabled");
    return daemon;
  }

  private static void completes(Screen screen) throws Exception {
    screen
        .type("x0ctl backend enable won")
        .press("Tab")
        .awaitLine("ready> x0ctl backend enable wonderland");
    screen.type("al").press("Tab").awaitLine("ready> x0ctl backend enable wonderland alice");
    screen.press("C-u").type("x0ctl status --outp").press("Tab");
    screen.awaitLine("ready> x0ctl status --output");
    screen.press("C-u").type("x0ctl director set wonderland scheduler=lea").press("Tab");
    screen.awaitLine("ready> x0ctl director set wonderland scheduler=least-load");
    screen.press("C-u").type("x0ctl watch backend li").press("Tab");
    screen.awaitLine("ready> x0ctl watch backend list");
    screen.press("C-u");
  }

  @Test
  void bash_completesLiveNames() throws Exception {
    try (TestDaemon daemon = daemon();
        Screen screen = shell(daemon, "bash", "--norc", "--noprofile", "-i")) {
      screen.awaitLine("ready>").enter("source <(x0ctl completion bash); clear");
      screen.awaitLine("ready>");
      completes(screen);
    }
  }

  @Test
  void bash_compgenFunction_givesAllThatFits() throws Exception {
    try (TestDaemon daemon = daemon();
        Screen screen = shell(daemon, "bash", "--norc", "--noprofile", "-i")) {
      screen.awaitLine("ready>").enter("source <(x0ctl completion bash); clear");
      screen.awaitLine("ready>").type("x0ctl director ").press("Tab", "Tab");
      screen.awaitText("create").awaitText("delete").awaitText("disable");
      assertThat(screen.text()).doesNotContain("backend");
    }
  }

  @Test
  void zsh_completesLiveNames() throws Exception {
    try (TestDaemon daemon = daemon();
        Screen screen = shell(daemon, "zsh", "-i")) {
      Files.writeString(
          daemon.folder().resolve(".zshrc"),
          "autoload -U compinit; compinit -D -u; PS1='ready> '; source <(x0ctl completion zsh)\n");
      screen.enter("").enter("source $ZDOTDIR/.zshrc; clear");
      screen.awaitLine("ready>");
      completes(screen);
    }
  }

  @Test
  void fish_completesLiveNames() throws Exception {
    try (TestDaemon daemon = daemon();
        Screen screen =
            shell(
                daemon,
                "fish",
                "--private",
                "-C",
                "function fish_prompt; echo -n 'ready> '; end; function fish_greeting; end;"
                    + " set -g fish_autosuggestion_enabled 0; x0ctl completion fish | source")) {
      screen.awaitLine("ready>");
      completes(screen);
    }
  }
}
