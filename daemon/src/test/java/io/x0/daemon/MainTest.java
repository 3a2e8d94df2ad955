package io.x0.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  private static final String GOOD = "setup { listen '127.0.0.1:0' }\nmain { return 404 }\n";

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    return Main.run(args, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
  }

  private int check(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("x0d.conf"), text);
    return run("--check", "--config", file.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-V", "--version"})
  void version_isPrinted(String option) {
    assertThat(run(option)).isZero();

    assertThat(out.toString(UTF_8)).startsWith("x0d ").contains("(Java " + Runtime.version() + ")");
    assertThat(err.size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-h", "--help"})
  void help_listsEveryOption(String option) {
    assertThat(run(option)).isZero();

    assertThat(out.toString(UTF_8))
        .contains("Usage: x0d", "--config", "--state-dir", "--admin-socket", "--check")
        .contains("--dump-ast", "--version", "--help", "Exit codes: 0");
    assertThat(err.size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--nonsense", "--config", "file", "-x", "--check=maybe"})
  void usage_error_isOneLineAnd2(String option) {
    assertThat(run(option)).isEqualTo(2);

    assertThat(err.toString(UTF_8))
        .startsWith("x0d: ")
        .endsWith("(x0d --help lists the options)" + System.lineSeparator())
        .hasLineCount(1);
    assertThat(out.size()).isZero();
  }

  @Test
  void check_goodFile_isOk() throws Exception {
    assertThat(check(GOOD)).isZero();

    assertThat(out.toString(UTF_8)).isEqualToIgnoringNewLines(folder.resolve("x0d.conf") + ": OK");
    assertThat(err.size()).isZero();
  }

  @Test
  void check_badFile_reportsAndFails() throws Exception {
    assertThat(check("setup { listen 'x' }\nmain { return 1 }\n")).isEqualTo(1);

    assertThat(err.toString(UTF_8)).contains("x0d.conf:1:", "x0d.conf:2:", "error");
    assertThat(out.size()).isZero();
  }

  @Test
  void check_missingFile_fails() {
    assertThat(run("--check", "-c", folder.resolve("missing").toString())).isEqualTo(1);

    assertThat(err.toString(UTF_8)).contains("cannot read");
  }

  @Test
  void check_whatStartWouldRefuse_fails() throws Exception {
    assertThat(check("setup { }\nmain { return 404 }\n")).isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("setup opens no listener");

    err.reset();
    assertThat(check("setup { listen ':0'; director.create 'a'; director.create 'a' }\nmain {}\n"))
        .isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("director a is created twice");
    assertThat(out.size()).isZero();
  }

  @Test
  void dumpAst_printsTheTree() throws Exception {
    Path file = Files.writeString(folder.resolve("x0d.conf"), GOOD);

    assertThat(run("--dump-ast", "-c", file.toString())).isZero();

    assertThat(out.toString(UTF_8)).contains("listen").doesNotContain(": OK");
  }

  @Test
  void start_badConfiguration_isToldOnceWithoutAStackTrace() throws Exception {
    Path file = Files.writeString(folder.resolve("x0d.conf"), "setup {} main { return 404 }");

    assertThat(run("-c", file.toString())).isEqualTo(1);

    assertThat(err.toString(UTF_8)).contains("setup opens no listener").hasLineCount(1);
  }
}
