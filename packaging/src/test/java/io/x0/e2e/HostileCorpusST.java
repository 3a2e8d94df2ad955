package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Hostile messages, replayed through the packaged x0d and judged by what reaches the origin: those
 * of clients over HTTP/1.1 and HTTP/2, and those of origins as answers; in the clear, and within
 * TLS. The messages and their runner are no part of x0: without them, or without Python, there is
 * no test.
 */
@Timeout(600)
class HostileCorpusST {
  /** Safe answers without the signal that one would wish for; more than these are a step back. */
  private static final int MOST_WEAK = 3;

  private static final int ROUNDS = 5;

  /** What may be kept of all messages together, such as tables that grow with what is new. */
  private static final long MOST_GROWTH = 2 << 20;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void messages_areRefusedOrHarmless(boolean isTls, @TempDir Path folder) throws Exception {
    HostileCorpus.assumeIsThere();
    try (HostileCorpus corpus = new HostileCorpus(folder, isTls)) {
      judge(corpus.replay());
      assertThat(corpus.log()).doesNotContain("Exception", " ERROR ", "Host` headers");
    }
  }

  /** Takes minutes: what is left after each round is looked at when all garbage is collected. */
  @Test
  @Tag("measured")
  void messages_againAndAgain_leaveTheHeapAsItIs(@TempDir Path folder) throws Exception {
    HostileCorpus.assumeIsThere();
    try (HostileCorpus corpus = new HostileCorpus(folder, true)) {
      long first = 0;
      long last = 0;
      for (int round = 1; round <= ROUNDS; round++) {
        judge(corpus.replay());
        last = liveBytes(corpus.pid());
        // What is made once is there after the second time.
        first = round == 2 ? last : first;
        System.out.println("round " + round + ": " + last + " bytes live");
      }
      assertThat(last).isLessThan(first + MOST_GROWTH);
      assertThat(corpus.log()).doesNotContain("Exception", " ERROR ");
    }
  }

  private static void judge(Map<String, List<String>> byVerdict) {
    byVerdict.forEach((verdict, files) -> System.out.println(verdict + " " + files.size()));
    assertThat(byVerdict.getOrDefault("PASS", List.of())).hasSizeGreaterThan(100);
    assertThat(byVerdict.getOrDefault("UNSAFE", List.of())).isEmpty();
    assertThat(byVerdict.getOrDefault("FAIL", List.of())).isEmpty();
    assertThat(byVerdict.getOrDefault("WEAK", List.of()))
        .as("%s", byVerdict.get("WEAK"))
        .hasSizeLessThanOrEqualTo(MOST_WEAK);
  }

  /** Returns the bytes of all live objects of a Java VM, after a collection. */
  private static long liveBytes(long pid) throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    assumeTrue(jcmd.toFile().canExecute(), "there is no " + jcmd);
    Process process =
        new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    Matcher total = Pattern.compile("(?m)^Total +\\d+ +(\\d+)").matcher(said);
    assertThat(total.find()).as(said).isTrue();
    return Long.parseLong(total.group(1));
  }
}
