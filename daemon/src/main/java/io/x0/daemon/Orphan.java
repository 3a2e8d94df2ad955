package io.x0.daemon;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Starts programs that are no children of this process: systemd knows when a main process has ended
 * only of those whose parent it is. Stateless.
 */
final class Orphan {
  /**
   * Prints the process once its program has the log for its output. The outer shell ends after it
   * has printed: what a process that has ended had not printed before, Java does not read.
   */
  private static final List<String> STARTER =
      List.of(
          "sh",
          "-c",
          "pid=$(setsid --fork sh -c 'echo $$; exec \"$@\" >&2' sh \"$@\") && echo \"$pid\"",
          "sh");

  private Orphan() {}

  /**
   * Starts a program without WATCHDOG_PID: what systemd expects of this process it will expect of
   * that one. Its output and its errors go where the errors of this process go.
   *
   * @return completes when the program has ended, at once if it already has
   * @throws IOException if it cannot be started
   */
  static CompletionStage<?> start(List<String> program) throws IOException {
    List<String> command = new ArrayList<>(STARTER);
    command.addAll(program);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().remove("WATCHDOG_PID");
    Process starter = builder.start();
    starter.getOutputStream().close();
    try (BufferedReader out = starter.inputReader()) {
      String pid = out.readLine();
      if (pid == null || pid.isEmpty()) {
        throw new IOException("sh and setsid have not started it");
      }
      return ProcessHandle.of(Long.parseLong(pid))
          .<CompletionStage<?>>map(ProcessHandle::onExit)
          .orElseGet(() -> CompletableFuture.completedFuture(null));
    }
  }
}
