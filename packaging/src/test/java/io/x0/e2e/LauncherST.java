package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the launcher asks of Java; Java itself is one that only says so. */
@Timeout(60)
class LauncherST {
  private static final Path X0D =
      Path.of(System.getProperty("x0.tree", "target/x0"), "bin", "x0d").toAbsolutePath();

  @TempDir private Path home;

  /** Returns the arguments of Java, with options an operator has set. */
  private List<String> arguments(String options) throws IOException, InterruptedException {
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
    ProcessBuilder builder =
        new ProcessBuilder(X0D.toString(), "--check").redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", home.toString());
    builder.environment().put("X0D_JAVA_OPTS", options);
    // A service makes no archive while it starts.
    builder.environment().put("NOTIFY_SOCKET", "/nonexistent");
    Process run = builder.start();
    List<String> said =
        new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    assertThat(run.waitFor()).as(String.join("\n", said)).isZero();
    return said;
  }

  @Test
  void collector_isOneWithASmallYoungGeneration() throws Exception {
    assertThat(arguments(""))
        .contains("-Xmx256m", "-XX:+UseParallelGC", "-XX:NewSize=16m", "-XX:MaxNewSize=96m")
        .endsWith("io.x0.daemon.Main", "--check");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-Xmx4g", "-ea -Xmn32m", "-XX:+UseG1GC -ea", "-Da=b -XX:+UseZGC"})
  void collector_isChosenByJava_whereTheOperatorSaysMore(String options) throws Exception {
    List<String> given = arguments(options);

    assertThat(given)
        .doesNotContain("-XX:+UseParallelGC")
        .noneMatch(one -> one.startsWith("-XX:MaxNewSize"))
        .containsSubsequence(List.of(options.split(" ")));
    assertThat(given.lastIndexOf(options.split(" ")[0])).isGreaterThan(given.indexOf("-Xmx256m"));
  }

  @Test
  void collector_staysAsItIs_withOtherOptions() throws Exception {
    assertThat(arguments("-XX:+UseStringDeduplication -Da=-Xmx1g"))
        .contains("-XX:+UseParallelGC", "-XX:+UseStringDeduplication");
  }

  @Test
  void hugePages_areAskedForWhereThereAreSome() throws Exception {
    Path system = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
    boolean isPossible = Files.isReadable(system) && !Files.readString(system).contains("[never]");

    assertThat(arguments("").contains("-XX:+UseTransparentHugePages")).isEqualTo(isPossible);
  }
}
