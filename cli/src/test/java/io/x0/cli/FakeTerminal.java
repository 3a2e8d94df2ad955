package io.x0.cli;

import io.x0.cli.output.Terminal;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A terminal with a person who has made up their mind. Confined to one thread. */
public final class FakeTerminal implements Terminal {
  private final boolean isInteractive;
  private final int width;
  private final Queue<String> answers;

  /** Makes a terminal nobody is at. */
  public FakeTerminal() {
    this(false, 80);
  }

  private FakeTerminal(boolean isInteractive, int width, String... answers) {
    this.isInteractive = isInteractive;
    this.width = width;
    this.answers = new ArrayDeque<>(List.of(answers));
  }

  /** Returns a terminal of that width with somebody who gives these answers. */
  public static FakeTerminal of(int width, String... answers) {
    return new FakeTerminal(true, width, answers);
  }

  @Override
  public boolean isInteractive() {
    return isInteractive;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int height() {
    return 24;
  }

  @Override
  public @Nullable String readLine() {
    return answers.poll();
  }
}
