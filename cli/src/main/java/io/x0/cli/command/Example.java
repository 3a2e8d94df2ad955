package io.x0.cli.command;

import java.util.Objects;

/**
 * A line that somebody may type. Immutable.
 *
 * @param line the line
 * @param meaning what it does, in a few words
 */
public record Example(String line, String meaning) {
  public Example {
    Objects.requireNonNull(line, "line");
    Objects.requireNonNull(meaning, "meaning");
  }
}
