package io.x0.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OrphanTest {
  /** Enough for both to be the faster one now and then. */
  private static final int STARTS = 100;

  private static void await(CompletionStage<?> ended) throws Exception {
    ended.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Test
  void start_runsTheProgramWithItsWords_inASessionOfItsOwn(@TempDir Path folder) throws Exception {
    Path out = folder.resolve("out");

    await(
        Orphan.start(
            List.of(
                "sh",
                "-c",
                "echo \"$1:$2:${WATCHDOG_PID-none}:$$\" > \"$0\"; cut -d ' ' -f 6 /proc/$$/stat >>"
                    + " \"$0\"",
                out.toString(),
                "one two",
                "$x;'")));

    List<String> lines = Files.readAllLines(out);
    assertThat(lines.get(0)).isEqualTo("one two:$x;':none:" + lines.get(1));
  }

  /** Whether it is still there when this process looks for it must make no difference. */
  @Test
  void program_thatEndsAtOnce_hasBeenStarted() throws Exception {
    List<CompletionStage<?>> ends = new ArrayList<>();
    for (int i = 0; i < STARTS; i++) {
      ends.add(Orphan.start(List.of("true")));
    }
    for (CompletionStage<?> ended : ends) {
      await(ended);
    }
  }

  @Test
  void program_thatIsNotThere_hasEnded(@TempDir Path folder) throws Exception {
    await(Orphan.start(List.of(folder.resolve("nothing").toString())));
  }

  /** Returns the signals that a process ignores; those above 31 are the C library's own. */
  private static long ignored(Path status) throws IOException {
    try (Stream<String> lines = Files.lines(status)) {
      String mask = lines.filter(line -> line.startsWith("SigIgn:")).findFirst().orElseThrow();
      return Long.parseUnsignedLong(mask.split("\\s+")[1], 16) & Integer.MAX_VALUE;
    }
  }

  /** As a shell has them ignored by what it starts in the background; QUIT would not drain x0d. */
  @Test
  void program_ignoresNoSignalsMore(@TempDir Path folder) throws Exception {
    Path out = folder.resolve("out");

    await(Orphan.start(List.of("sh", "-c", "cat /proc/$$/status > \"$0\"", out.toString())));

    assertThat(ignored(out)).isEqualTo(ignored(Path.of("/proc/self/status")));
  }
}
