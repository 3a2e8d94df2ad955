package io.x0.cli.output;

import java.util.Objects;

/**
 * One column of a {@link Table}. Immutable.
 *
 * @param header what stands above it
 * @param kind how its cells are shown
 */
public record Column(String header, Kind kind) {

  /** How the cells of a column are shown. */
  public enum Kind {
    /** To the left; loses its end when there is no room. */
    TEXT,
    /**
     * To the left; loses its start when there is no room, because an address differs at its end.
     */
    ADDRESS,
    /** To the right, always complete. */
    NUMBER,
    /** To the left, always complete. */
    WORD,
    /** To the left, always complete, coloured. */
    STATE
  }

  public Column {
    Objects.requireNonNull(header, "header");
    Objects.requireNonNull(kind, "kind");
  }

  /** Returns whether its cells may lose a part. */
  boolean canShrink() {
    return kind == Kind.TEXT || kind == Kind.ADDRESS;
  }
}
