package io.x0.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program in a real pseudo-terminal, held by tmux. Confined to one thread. */
final class Screen implements AutoCloseable {
  private final Path folder;
  private final Path socket;

  private Screen(Path folder) {
    this.folder = folder;
    this.socket = folder.resolve("tmux.sock");
  }

  /** Returns whether there is a tmux. */
  static boolean isPossible() {
    try {
      Process probe = new ProcessBuilder("tmux", "-V").redirectErrorStream(true).start();
      probe.getInputStream().readAllBytes();
      return probe.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Runs a command; the screen shows "ended" and its exit code when it ends. */
  static Screen of(int columns, int rows, Map<String, String> environment, String... command)
      throws Exception {
    Screen screen = new Screen(Files.createTempDirectory("x0-screen"));
    StringBuilder line = new StringBuilder();
    environment.forEach(
        (name, value) -> line.append(name).append('=').append(quoted(value)).append(' '));
    for (String word : command) {
      line.append(quoted(word)).append(' ');
    }
    line.append("; echo \"ended $?\"; exec sleep 300");
    screen.tmux(
        "-f",
        "/dev/null",
        "new-session",
        "-d",
        "-x",
        Integer.toString(columns),
        "-y",
        Integer.toString(rows),
        line.toString());
    return screen;
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  private String tmux(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("tmux", "-S", socket.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("TMUX");
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process run = builder.start();
    String out = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!run.waitFor(30, TimeUnit.SECONDS) || run.exitValue() != 0) {
      run.destroyForcibly();
      throw new IOException(command + ": " + out);
    }
    return out;
  }

  /** Types text as it is. */
  Screen type(String text) throws Exception {
    tmux("send-keys", "-l", text);
    return this;
  }

  /** Presses keys by their names, such as Enter, Tab, C-c, Up. */
  Screen press(String... keys) throws Exception {
    List<String> command = new ArrayList<>(List.of("send-keys"));
    command.addAll(List.of(keys));
    tmux(command.toArray(String[]::new));
    return this;
  }

  /** Types a line and Enter. */
  Screen enter(String line) throws Exception {
    return type(line).press("Enter");
  }

  /** Pastes text, as a terminal does it that marks what was pasted. */
  Screen paste(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("paste"), text);
    tmux("load-buffer", file.toString());
    tmux("paste-buffer", "-p");
    return this;
  }

  /** Returns all that was shown, without spaces at line ends. */
  String text() throws Exception {
    return tmux("capture-pane", "-p", "-J", "-S", "-2000").stripTrailing();
  }

  /** Returns all that was shown, with its colours. */
  String coloured() throws Exception {
    return tmux("capture-pane", "-p", "-e", "-S", "-2000");
  }

  /** Waits until the last line that is not empty begins with {@code start}. */
  Screen awaitPrompt(String start) throws Exception {
    return await("a line " + start, text -> lastLine(text).startsWith(start));
  }

  /** Waits until the last line that is not empty is {@code line}. */
  Screen awaitLine(String line) throws Exception {
    return await("the line " + line, text -> lastLine(text).equals(line));
  }

  /** Waits until {@code part} is on the screen. */
  Screen awaitText(String part) throws Exception {
    return await(part, text -> text.contains(part));
  }

  /** A condition about the screen. */
  interface Condition {
    boolean holds(String text);
  }

  /** Returns what is on the screen now, line by line. */
  String shown() throws Exception {
    return tmux("capture-pane", "-p").stripTrailing();
  }

  /** Makes the screen larger or smaller. */
  Screen resize(int columns, int rows) throws Exception {
    tmux("resize-window", "-x", Integer.toString(columns), "-y", Integer.toString(rows));
    return this;
  }

  /** Waits until {@code condition} holds of what was shown. */
  Screen await(String what, Condition condition) throws Exception {
    String[] last = {""};
    try {
      Await.until(
          what,
          () -> {
            last[0] = text();
            return condition.holds(last[0]);
          });
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + ", but:\n" + last[0], e);
    }
    return this;
  }

  static String lastLine(String text) {
    return text.substring(text.lastIndexOf('\n') + 1);
  }

  @Override
  public void close() throws IOException {
    try {
      tmux("kill-server");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Files.deleteIfExists(folder.resolve("paste"));
    Files.deleteIfExists(socket);
    Files.delete(folder);
  }
}
