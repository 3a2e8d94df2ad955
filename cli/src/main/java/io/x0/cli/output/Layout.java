package io.x0.cli.output;

/**
 * The room that output has. Immutable.
 *
 * @param width columns of the terminal, or {@link #UNLIMITED}
 * @param isColoured whether states are coloured
 */
public record Layout(int width, boolean isColoured) {
  /** The width of what is no terminal. */
  public static final int UNLIMITED = Integer.MAX_VALUE;

  /** The layout for files and pipes: all of everything, and nothing else. */
  public static final Layout PLAIN = new Layout(UNLIMITED, false);
}
