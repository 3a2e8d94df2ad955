package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What systemd hears of x0d. A script takes its place, because Java cannot receive it. */
@Timeout(180)
class SupervisedST {
  private static final String RECEIVER =
      """
      import os, socket, sys
      receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      receiver.bind(sys.argv[1])
      with open(sys.argv[2], 'a', buffering=1) as out:
          print('bound', file=out)
          while True:
              data, fds, flags, _ = socket.recv_fds(receiver, 4096, 4)
              print(data.decode().replace(chr(10), '|'), file=out)
              for fd in fds:
                  os.close(fd)
      """;

  @TempDir Path folder;

  @BeforeEach
  void assumePrograms() throws Exception {
    for (String program : List.of("python3", "systemd-notify")) {
      Process which = new ProcessBuilder("sh", "-c", "command -v " + program).start();
      Assumptions.assumeTrue(which.waitFor() == 0, program + " is not installed");
    }
  }

  private List<String> heard() throws IOException {
    Path file = folder.resolve("heard");
    return Files.exists(file)
        ? Files.readAllLines(file).stream().filter(line -> !line.equals("BARRIER=1")).toList()
        : List.of();
  }

  private void awaitHeard(int messages) throws Exception {
    Await.until(messages + " messages", () -> heard().size() >= messages);
  }

  private Path socket() {
    return folder.resolve("notify");
  }

  private Process receiver() throws IOException {
    Path script = Files.writeString(folder.resolve("receiver.py"), RECEIVER);
    return new ProcessBuilder(
            "python3", script.toString(), socket().toString(), folder.resolve("heard").toString())
        .inheritIO()
        .start();
  }

  @Test
  void life_isToldStepByStep() throws Exception {
    Process receiver = receiver();
    try (TestDaemon daemon =
        TestDaemon.create().environment(Map.of("NOTIFY_SOCKET", socket().toString()))) {
      awaitHeard(1);

      daemon.start();
      awaitHeard(2);
      assertThat(heard().get(1)).isEqualTo("READY=1|STATUS=serving with 0 directors");

      daemon.must("config", "reload");
      awaitHeard(4);
      assertThat(heard().get(2))
          .matches("RELOADING=1\\|MONOTONIC_USEC=\\d{6,}\\|STATUS=reading the configuration");
      assertThat(heard().get(3)).isEqualTo("READY=1|STATUS=" + daemon.configFile() + " reloaded");

      daemon.config("handler main { nonsense; }");
      assertThat(daemon.ctl("config", "reload").exit()).isEqualTo(1);
      awaitHeard(6);
      assertThat(heard().get(5)).startsWith("READY=1|STATUS=").contains("nothing has changed");

      assertThat(daemon.stop()).isZero();
      awaitHeard(7);
      assertThat(heard()).hasSize(7).last().asString().startsWith("STOPPING=1|STATUS=draining");
      assertThat(daemon.log()).doesNotContain("was not told");
    } finally {
      receiver.destroyForcibly().waitFor();
    }
  }

  @Test
  void replacement_isToldAsTheMainProcess_andTheOldOneSaysNothing() throws Exception {
    Process receiver = receiver();
    try (TestDaemon daemon =
        TestDaemon.create().environment(Map.of("NOTIFY_SOCKET", socket().toString()))) {
      awaitHeard(1);
      daemon.start();

      Process old = daemon.replace();

      assertThat(old.waitFor(60, TimeUnit.SECONDS)).isTrue();
      awaitHeard(4);
      assertThat(heard().get(2)).isEqualTo("MAINPID=" + daemon.pid());
      assertThat(heard().get(3)).isEqualTo("READY=1|STATUS=serving with 0 directors");
      assertThat(daemon.stop()).isZero();
      awaitHeard(5);
      assertThat(heard()).hasSize(5).last().asString().startsWith("STOPPING=1");
    } finally {
      receiver.destroyForcibly().waitFor();
    }
  }

  @Test
  void process_thatStandsStill_isSilent() throws Exception {
    Process receiver = receiver();
    try (TestDaemon daemon =
        TestDaemon.create()
            .environment(Map.of("NOTIFY_SOCKET", socket().toString(), "WATCHDOG_USEC", "600000"))) {
      awaitHeard(1);
      daemon.start();
      awaitBeats(3);

      signal("STOP", daemon);
      awaitSilence();
      int before = beats();
      Await.pause(1500);
      assertThat(beats()).as("no word of a process that stands still").isEqualTo(before);

      signal("CONT", daemon);
      awaitBeats(before + 2);
      assertThat(daemon.stop()).isZero();
    } finally {
      receiver.destroyForcibly().waitFor();
    }
  }

  private static void signal(String name, TestDaemon daemon) throws Exception {
    assertThat(
            new ProcessBuilder("kill", "-" + name, Long.toString(daemon.pid())).start().waitFor())
        .isZero();
  }

  private int beats() throws IOException {
    return (int) heard().stream().filter(line -> line.equals("WATCHDOG=1")).count();
  }

  private void awaitBeats(int count) throws Exception {
    Await.until(count + " signs of life", () -> beats() >= count);
  }

  /** What was sent before is heard a moment later. */
  private void awaitSilence() throws Exception {
    Await.untilStill(
        "the number of signs of life",
        () -> {
          try {
            return beats();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Test
  void start_thatFails_isNeverReady() throws Exception {
    Process receiver = receiver();
    try (TestDaemon daemon =
        TestDaemon.create()
            .config(
                "handler setup { listen '127.0.0.1:0'; listen '192.0.2.1:80'; } handler main {"
                    + " return 404; }")
            .environment(Map.of("NOTIFY_SOCKET", socket().toString()))) {
      awaitHeard(1);

      assertThat(daemon.run().exit()).isEqualTo(1);

      assertThat(heard()).containsExactly("bound");
    } finally {
      receiver.destroyForcibly().waitFor();
    }
  }
}
