package io.x0.cli.top;

import io.x0.cli.output.StateColour;
import java.util.ArrayList;
import java.util.List;

/**
 * Lines of a screen, each as wide as it or narrower, with or without colours. Confined to one
 * thread.
 */
final class Canvas {
  private static final String RESET = "\u001b[0m";

  private final int width;
  private final boolean isColoured;
  private final List<String> lines = new ArrayList<>();

  Canvas(int width, boolean isColoured) {
    this.width = width;
    this.isColoured = isColoured;
  }

  int width() {
    return width;
  }

  List<String> lines() {
    return lines;
  }

  /** Adds a line as it is. */
  void plain(String text) {
    lines.add(fit(text));
  }

  /** Adds the headers of columns. */
  void header(String text) {
    lines.add(isColoured ? "\u001b[1m" + fit(text) + RESET : fit(text));
  }

  /**
   * Adds a row.
   *
   * @param isSelected whether it is the one that keys are for
   * @param state a word in it that is coloured, or empty
   */
  void row(String text, boolean isSelected, String state) {
    String fitting = fit((isSelected ? ">" : " ") + text);
    if (!isColoured) {
      lines.add(fitting);
    } else if (isSelected) {
      String padded = fitting + " ".repeat(width - length(fitting));
      lines.add("\u001b[7m" + padded + RESET);
    } else {
      int at = state.isEmpty() ? -1 : fitting.indexOf(" " + state + " ");
      lines.add(
          at < 0
              ? fitting
              : fitting.substring(0, at + 1)
                  + StateColour.paint(state, state)
                  + fitting.substring(at + 1 + state.length()));
    }
  }

  private String fit(String text) {
    return length(text) <= width ? text : text.substring(0, text.offsetByCodePoints(0, width));
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /** Returns text to the left in {@code columns}, cut where it is longer. */
  static String left(String text, int columns) {
    int length = length(text);
    return length <= columns
        ? text + " ".repeat(columns - length)
        : text.substring(0, text.offsetByCodePoints(0, columns - 1)) + "~";
  }

  /** Returns text to the right in {@code columns}. */
  static String right(String text, int columns) {
    return " ".repeat(Math.max(0, columns - length(text))) + text;
  }
}
