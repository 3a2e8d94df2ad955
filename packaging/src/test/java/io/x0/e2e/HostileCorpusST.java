package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hostile messages, replayed through the packaged x0d and judged by what reaches the origin. The
 * messages and their runner are no part of x0: without them, or without Python, there is no test.
 */
@Timeout(600)
class HostileCorpusST {
  private static final Path RUNNER = Path.of("../../shared/data/hostile/run_corpus.py");

  /** Safe answers without the signal that one would wish for; more than these are a step back. */
  private static final long MOST_WEAK = 3;

  @Test
  void messages_areRefusedOrHarmless(@TempDir Path folder) throws Exception {
    assumeTrue(Files.exists(RUNNER), "there is no " + RUNNER);
    assumeTrue(hasPython(), "there is no python3");
    int origin = unusedPort();
    String config =
        """
        handler setup {
          listen '127.0.0.1:0';
          director.create 'origin', 'a' => 'http://127.0.0.1:%d?capacity=256';
          director.set 'origin', 'health-check-mode' => 'off', 'read-timeout' => '3s';
        }
        handler main { director.balance 'origin'; }
        """
            .formatted(origin);
    try (TestDaemon daemon = TestDaemon.create().config(config).start()) {
      Path results = folder.resolve("results.json");
      String proxy = "127.0.0.1:" + daemon.port();
      Path said = folder.resolve("said");
      Process run =
          new ProcessBuilder(
                  "python3",
                  RUNNER.toString(),
                  "--proxy",
                  proxy,
                  "--h2c",
                  proxy,
                  "--origin-port",
                  Integer.toString(origin),
                  "--json",
                  results.toString())
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      try {
        assertThat(run.waitFor(540, TimeUnit.SECONDS)).as(() -> text(said)).isTrue();
      } finally {
        run.destroyForcibly();
      }

      assertThat(results).as(text(said)).exists();
      Map<String, List<String>> byVerdict = byVerdict(results);
      byVerdict.forEach((verdict, files) -> System.out.println(verdict + " " + files.size()));
      assertThat(byVerdict.getOrDefault("PASS", List.of())).hasSizeGreaterThan(100);
      assertThat(byVerdict.getOrDefault("UNSAFE", List.of())).isEmpty();
      assertThat(byVerdict.getOrDefault("FAIL", List.of())).isEmpty();
      assertThat(byVerdict.getOrDefault("WEAK", List.of()).size())
          .as("%s", byVerdict.get("WEAK"))
          .isLessThanOrEqualTo((int) MOST_WEAK);
      assertThat(daemon.log()).doesNotContain("Exception", " ERROR ", "Host` headers");
    }
  }

  /** Each result begins with the name of its message, and has its verdict next to last. */
  private static Map<String, List<String>> byVerdict(Path results) throws IOException {
    Map<String, List<String>> out = new TreeMap<>();
    for (JsonElement element : JsonParser.parseString(Files.readString(results)).getAsJsonArray()) {
      JsonArray row = element.getAsJsonArray();
      out.computeIfAbsent(row.get(4).getAsString(), verdict -> new ArrayList<>())
          .add(row.get(0).getAsString() + ": " + row.get(3).getAsString());
    }
    return out;
  }

  private static boolean hasPython() throws InterruptedException {
    try {
      return new ProcessBuilder("python3", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "nothing was said";
    }
  }

  private static int unusedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
