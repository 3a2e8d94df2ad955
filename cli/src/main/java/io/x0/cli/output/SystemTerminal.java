package io.x0.cli.output;

import java.io.BufferedReader;
import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The terminal of this process. Thread-safe. */
public final class SystemTerminal implements Terminal {
  private static final int DEFAULT_WIDTH = 80;
  private static final int DEFAULT_HEIGHT = 24;
  private static final long STTY_TIMEOUT_MILLIS = 1000;

  private final @Nullable String columns;

  /**
   * @param columns what the environment says about the width, or null
   */
  public SystemTerminal(@Nullable String columns) {
    this.columns = columns;
  }

  @Override
  public boolean isInteractive() {
    return console() != null;
  }

  @Override
  public int width() {
    int given = number(columns);
    if (given > 0) {
      return given;
    }
    String asked = askStty();
    int width = number(asked.substring(asked.indexOf(' ') + 1));
    return width > 0 ? width : DEFAULT_WIDTH;
  }

  @Override
  public int height() {
    String asked = askStty();
    int height = number(asked.substring(0, Math.max(0, asked.indexOf(' '))));
    return height > 0 ? height : DEFAULT_HEIGHT;
  }

  @Override
  public @Nullable String readLine() {
    Console console = console();
    return console == null ? null : console.readLine();
  }

  /** Returns the console, or null; on Java 22 and later only while jdk.console=java.base is set. */
  @SuppressWarnings("SystemConsoleNull")
  private static @Nullable Console console() {
    return System.console();
  }

  /** Returns lines and columns as stty tells them, or a space when it does not. */
  private static String askStty() {
    try {
      Process stty = new ProcessBuilder("stty", "size").redirectInput(new File("/dev/tty")).start();
      if (!stty.waitFor(STTY_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)) {
        stty.destroyForcibly();
        return " ";
      }
      try (BufferedReader reader = stty.inputReader(StandardCharsets.UTF_8)) {
        String line = reader.readLine();
        return line == null ? " " : line;
      }
    } catch (IOException e) {
      return " ";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return " ";
    }
  }

  private static int number(@Nullable String text) {
    if (text == null || text.isEmpty() || text.length() > 4) {
      return 0;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return 0;
      }
    }
    return Integer.parseInt(text);
  }
}
