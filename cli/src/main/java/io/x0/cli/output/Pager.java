package io.x0.cli.output;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The program that shows what is taller than the screen: {@code X0_PAGER}, else {@code PAGER}, else
 * less. Stateless.
 */
final class Pager {
  private static final int NOT_FOUND = 127;

  private Pager() {}

  /** Returns the command line of the pager, or an empty text when none is wanted. */
  static String command(Map<String, String> environment) {
    String command = environment.get("X0_PAGER");
    if (command == null) {
      command = environment.getOrDefault("PAGER", "less");
    }
    String wanted = command.strip();
    return wanted.equals("cat") ? "" : wanted;
  }

  /** Shows text, and returns whether it could. */
  static boolean show(String text, String command) {
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", command).inheritIO();
    builder.redirectInput(ProcessBuilder.Redirect.PIPE);
    // Quit when it fits, show colours, and leave what was read on the screen.
    builder.environment().putIfAbsent("LESS", "FRX");
    try {
      Process pager = builder.start();
      Thread atExit = new Thread(() -> await(pager), "x0-pager");
      // Ctrl-C is for the pager: to end before it would leave the terminal to both of us.
      Runtime.getRuntime().addShutdownHook(atExit);
      try (OutputStream out = pager.getOutputStream()) {
        out.write(text.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // Whoever has read enough leaves.
      }
      int code = await(pager);
      if (!Runtime.getRuntime().removeShutdownHook(atExit)) {
        return true;
      }
      return code != NOT_FOUND;
    } catch (IOException | IllegalStateException e) {
      // No shell, or the end has begun.
      return false;
    }
  }

  /** Waits for the end, whoever wants to interrupt that. */
  private static int await(Process pager) {
    boolean isInterrupted = false;
    try {
      while (true) {
        try {
          return pager.waitFor();
        } catch (InterruptedException e) {
          isInterrupted = true;
        }
      }
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
