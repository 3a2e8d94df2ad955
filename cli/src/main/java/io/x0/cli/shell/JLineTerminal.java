package io.x0.cli.shell;

import io.x0.cli.command.Completer;
import io.x0.cli.output.Terminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Size;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/** A terminal with line editing, history and completion. Confined to one thread. */
public final class JLineTerminal implements Terminal, LineSource, AutoCloseable {
  /** Lines that are not remembered, however they are typed. */
  private static final String SECRETS = "*password*:*passwd*:*secret=*:*token=*:*credential*";

  private static final int DEFAULT_WIDTH = 80;
  private static final int DEFAULT_HEIGHT = 24;

  private final org.jline.terminal.Terminal terminal;
  private @Nullable LineReader reader;

  /**
   * Takes the terminal of this process.
   *
   * @throws IOException if there is none
   */
  public JLineTerminal() throws IOException {
    this(TerminalBuilder.builder().system(true).nativeSignals(true).dumb(true).build());
  }

  /** Takes {@code terminal}, and closes it in the end. */
  JLineTerminal(org.jline.terminal.Terminal terminal) {
    this.terminal = terminal;
    if (terminal.getWidth() == 0) {
      terminal.setSize(new Size(DEFAULT_WIDTH, DEFAULT_HEIGHT));
    }
    // While a command runs, Ctrl-C ends its wait for the daemon and nothing else.
    Thread commands = Thread.currentThread();
    var unused = terminal.handle(org.jline.terminal.Terminal.Signal.INT, s -> commands.interrupt());
  }

  /**
   * Makes lines be edited with completion and remembered.
   *
   * @param history the file that remembers them, or null to forget them
   * @param current the director that lines are about, or empty
   */
  void edit(Completer completer, Supplier<String> current, @Nullable Path history) {
    LineReaderBuilder builder =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .appName("x0ctl")
            .parser(new LineParser())
            .completer(new LineCompleter(completer, current))
            .option(LineReader.Option.HISTORY_IGNORE_SPACE, true)
            .option(LineReader.Option.HISTORY_IGNORE_DUPS, true)
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .option(LineReader.Option.AUTO_FRESH_LINE, true)
            .variable(LineReader.HISTORY_IGNORE, SECRETS)
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, "...> ");
    if (history != null) {
      builder.variable(LineReader.HISTORY_FILE, history);
    }
    reader = builder.build();
  }

  @Override
  public @Nullable String read(String prompt) {
    LineReader lines = reader;
    if (lines == null) {
      throw new IllegalStateException("nothing to edit with");
    }
    try {
      // A Ctrl-C that came too late for its command must not cancel the next.
      var unused = Thread.interrupted();
      return lines.readLine(prompt);
    } catch (UserInterruptException e) {
      throw new CancelledException();
    } catch (EndOfFileException e) {
      return null;
    }
  }

  @Override
  public boolean isInteractive() {
    return true;
  }

  @Override
  public int width() {
    int width = terminal.getWidth();
    return width > 0 ? width : DEFAULT_WIDTH;
  }

  @Override
  public int height() {
    int height = terminal.getHeight();
    return height > 0 ? height : DEFAULT_HEIGHT;
  }

  /** Returns what is behind it. */
  public org.jline.terminal.Terminal terminal() {
    return terminal;
  }

  /** Returns whether only ASCII is sure to be shown as it is meant. */
  public boolean isPlain() {
    return !StandardCharsets.UTF_8.equals(terminal.encoding());
  }

  /** Returns whether the terminal can do no more than show text. */
  boolean isDumb() {
    return terminal.getType().startsWith(org.jline.terminal.Terminal.TYPE_DUMB);
  }

  @Override
  public @Nullable String readLine() {
    try {
      // The question is there already, and its answer is no command to be remembered.
      LineReader answers = LineReaderBuilder.builder().terminal(terminal).build();
      return answers.readLine();
    } catch (UserInterruptException | EndOfFileException e) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    terminal.close();
  }
}
