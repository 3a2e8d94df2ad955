package io.x0.flow.source;

/**
 * A place in a source file. Immutable.
 *
 * @param file the name the file was read by
 * @param line counted from 1
 * @param column counted from 1, in characters
 */
public record Position(String file, int line, int column) {
  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
