package io.x0.cli.top;

import io.x0.cli.shell.JLineTerminal;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;

/**
 * The whole of a terminal with single keys. Only what differs from the lines before is sent, so
 * nothing flickers. Confined to one thread.
 */
final class KeyScreen implements AutoCloseable {
  static final int NONE = NonBlockingReader.READ_EXPIRED;
  static final int INTERRUPTED = -100;

  private final Terminal terminal;
  private final Display display;
  private final Attributes before;
  private final NonBlockingReader reader;
  private final Thread atExit = new Thread(this::restore, "x0-screen");
  private Size size = new Size(0, 0);

  KeyScreen(JLineTerminal taken) {
    terminal = taken.terminal();
    display = new Display(terminal, true);
    before = terminal.enterRawMode();
    reader = terminal.reader();
    Runtime.getRuntime().addShutdownHook(atExit);
    terminal.puts(Capability.enter_ca_mode);
    terminal.puts(Capability.keypad_xmit);
    terminal.puts(Capability.cursor_invisible);
    terminal.puts(Capability.clear_screen);
    terminal.flush();
    var unused = isResized();
  }

  int width() {
    return size.getColumns();
  }

  int height() {
    return size.getRows();
  }

  /** Takes over the size of the terminal, and returns whether it is another one. */
  boolean isResized() {
    Size now = terminal.getSize();
    if (now.getColumns() == 0 || now.getRows() == 0) {
      now = new Size(80, 24);
    }
    if (now.equals(size)) {
      return false;
    }
    size = new Size(now.getColumns(), now.getRows());
    display.resize(size.getRows(), size.getColumns());
    terminal.puts(Capability.clear_screen);
    display.reset();
    return true;
  }

  /** Shows lines, which may have colours. */
  void show(List<String> lines) {
    List<AttributedString> out = new ArrayList<>();
    for (String line : lines.subList(0, Math.min(lines.size(), height()))) {
      out.add(AttributedString.fromAnsi(line));
    }
    while (out.size() < height()) {
      out.add(AttributedString.EMPTY);
    }
    display.update(out, 0);
  }

  /** Returns the next key, or {@link #NONE} if there is none within {@code millis}. */
  int read(long millis) throws IOException {
    try {
      int key = reader.read(millis);
      if (Thread.interrupted() || key == NonBlockingReader.EOF) {
        return INTERRUPTED;
      }
      return key == Keys.ESCAPE ? sequence() : key;
    } catch (InterruptedIOException e) {
      var unused = Thread.interrupted();
      return INTERRUPTED;
    }
  }

  /** Returns the key that a sequence after an escape stands for. */
  private int sequence() throws IOException {
    int second = reader.read(20);
    if (second != '[' && second != 'O') {
      return Keys.ESCAPE;
    }
    int third = reader.read(20);
    if (third >= '0' && third <= '9') {
      int last = third;
      while (last != '~' && last > 0) {
        last = reader.read(20);
      }
    }
    return switch (third) {
      case 'A' -> Keys.UP;
      case 'B' -> Keys.DOWN;
      case 'H', '1', '7' -> Keys.HOME;
      case 'F', '4', '8' -> Keys.END;
      case '5' -> Keys.PAGE_UP;
      case '6' -> Keys.PAGE_DOWN;
      default -> NONE;
    };
  }

  private void restore() {
    terminal.puts(Capability.cursor_visible);
    terminal.puts(Capability.keypad_local);
    terminal.puts(Capability.exit_ca_mode);
    terminal.flush();
    terminal.setAttributes(before);
  }

  @Override
  public void close() {
    restore();
    try {
      var unused = Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The end has begun, and the hook with it.
    }
  }
}
