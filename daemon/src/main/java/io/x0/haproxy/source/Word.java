package io.x0.haproxy.source;

import java.util.Objects;

/**
 * One word of a line, without its quotes and escapes. Immutable.
 *
 * @param text may be empty when it was quoted
 * @param at where it begins
 * @param quoted whether some of it was in quotes
 */
public record Word(String text, Location at, boolean quoted) {
  public Word {
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(at, "at");
  }
}
