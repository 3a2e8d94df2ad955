package io.x0.haproxy.source;

import io.x0.common.OneLine;

/**
 * Where something stands. Immutable.
 *
 * @param file as it was named to the loader
 * @param line from 1
 * @param column from 1
 */
public record Location(String file, int line, int column) {
  private static final int LONGEST = 300;

  /** Returns {@code file:line}, which is how HAProxy names places. */
  public String lineText() {
    return OneLine.of(file, LONGEST) + ":" + line;
  }

  @Override
  public String toString() {
    return lineText() + ":" + column;
  }
}
