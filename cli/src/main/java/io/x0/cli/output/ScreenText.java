package io.x0.cli.output;

/**
 * The whole screen of a terminal, which shows one text after the other without flicker and comes
 * back as it was. Confined to one thread.
 */
public final class ScreenText implements AutoCloseable {
  private static final String ENTER = "\u001b[?1049h\u001b[?25l";
  private static final String LEAVE = "\u001b[?25h\u001b[?1049l";

  private final Host host;
  private final Thread atExit = new Thread(this::restore, "x0-screen");
  private boolean isOpen = true;

  /** Takes the screen. */
  public ScreenText(Host host) {
    this.host = host;
    // Ctrl-C ends the process of a single command without coming back here.
    Runtime.getRuntime().addShutdownHook(atExit);
    host.out().print(ENTER);
  }

  /** Shows text instead of what is there, as far as there is room. */
  public void show(String text) {
    int height = host.terminal().height();
    StringBuilder out = new StringBuilder("\u001b[H");
    String[] lines = text.split("\n", -1);
    for (int i = 0; i < Math.min(lines.length, height); i++) {
      out.append(i == 0 ? "" : "\r\n").append(lines[i]).append("\u001b[K");
    }
    host.out().print(out.append("\u001b[J").toString());
    host.out().flush();
  }

  private void restore() {
    if (isOpen) {
      isOpen = false;
      host.out().print(LEAVE);
      host.out().flush();
    }
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
