package io.x0.daemon;

import io.x0.time.Clock;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd how far x0d is, where systemd asks for it. Java 17 has no datagrams on UNIX
 * sockets, so {@code systemd-notify} sends them; it returns when systemd has taken them. Without
 * {@code NOTIFY_SOCKET} nothing happens. Never fails. Thread-safe.
 */
final class Notifier {
  private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);
  private static final String PROGRAM = "systemd-notify";

  /** Longer than any healthy systemd needs; a start must not hang on a sick one. */
  private static final int PATIENCE_SECONDS = 5;

  private final boolean isWanted;
  private final @Nullable Duration watchdog;
  private final Sender sender;
  private final Clock clock;

  /** Takes assignments such as {@code READY=1} to whoever supervises x0d. */
  interface Sender {
    /**
     * Sends them as one message.
     *
     * @throws IOException if they were not taken
     */
    void send(List<String> assignments) throws IOException, InterruptedException;
  }

  Notifier(Map<String, String> environment, Sender sender, Clock clock) {
    this.isWanted = !environment.getOrDefault("NOTIFY_SOCKET", "").isEmpty();
    this.watchdog = isWanted ? watchdog(environment) : null;
    this.sender = sender;
    this.clock = clock;
  }

  /** Returns the one of this process. */
  static Notifier system(Clock clock) {
    return new Notifier(System.getenv(), Notifier::runProgram, clock);
  }

  /** Says that x0d serves. */
  void ready(String status) {
    send("READY=1", "STATUS=" + status);
  }

  /** Says that this process is the one that counts, and no more the one it replaces. */
  void isMain() {
    send("MAINPID=" + ProcessHandle.current().pid());
  }

  /** Says that x0d reads its configuration again; {@link #ready} ends that. */
  void reloading() {
    send(
        "RELOADING=1",
        "MONOTONIC_USEC=" + TimeUnit.NANOSECONDS.toMicros(clock.nanos()),
        "STATUS=reading the configuration");
  }

  /** Says that x0d works. */
  void alive() {
    send("WATCHDOG=1");
  }

  /** Returns how long the supervisor waits to hear that x0d works; null if it does not. */
  @Nullable Duration watchdog() {
    return watchdog;
  }

  private static @Nullable Duration watchdog(Map<String, String> environment) {
    String micros = environment.getOrDefault("WATCHDOG_USEC", "");
    String process = environment.getOrDefault("WATCHDOG_PID", "");
    if (!micros.matches("[1-9][0-9]{0,15}")
        || !(process.isEmpty() || process.equals(Long.toString(ProcessHandle.current().pid())))) {
      return null;
    }
    return Duration.of(Long.parseLong(micros), ChronoUnit.MICROS);
  }

  /** Says that x0d is about to end. */
  void stopping(String status) {
    send("STOPPING=1", "STATUS=" + status);
  }

  private void send(String... assignments) {
    if (!isWanted) {
      return;
    }
    try {
      sender.send(Arrays.stream(assignments).map(text -> text.replace('\n', ' ')).toList());
    } catch (IOException e) {
      LOG.warn(
          "systemd was not told {}: {} (without it a unit of Type=notify does not become active:"
              + " install {} or use Type=exec)",
          assignments[0],
          e.getMessage(),
          PROGRAM);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void runProgram(List<String> assignments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(PROGRAM);
    command.addAll(assignments);
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    process.getOutputStream().close();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(PROGRAM + " did not end within " + PATIENCE_SECONDS + " s");
    }
    if (process.exitValue() != 0) {
      throw new IOException(PROGRAM + " ended with " + process.exitValue());
    }
  }
}
