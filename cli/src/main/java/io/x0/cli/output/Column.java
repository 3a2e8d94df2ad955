package io.x0.cli.output;

import java.util.Locale;
import java.util.Objects;

/**
 * One column of a {@link Table}. Immutable.
 *
 * @param header what stands above it
 * @param kind how its cells are shown
 * @param where in which formats it is
 */
public record Column(String header, Kind kind, Where where) {

  /** How the cells of a column are shown. */
  public enum Kind {
    /** As {@link #TEXT}; all of them together are the name of a row. */
    NAME,
    /** To the left; loses its end when there is no room. */
    TEXT,
    /**
     * To the left; loses its start when there is no room, because an address differs at its end.
     */
    ADDRESS,
    /** To the right, always complete. */
    NUMBER,
    /** A number of milliseconds: to the right with its unit, rounded for people. */
    MILLIS,
    /** To the left, always complete. */
    WORD,
    /** To the left, always complete, coloured. */
    STATE
  }

  /** In which formats a column is. */
  public enum Where {
    EVERYWHERE,
    /** Not in the table that has to fit. */
    WIDE,
    /** In tables only: it says for people what {@link #DATA} columns say for programs. */
    PEOPLE,
    /** In CSV only. */
    DATA
  }

  public Column {
    Objects.requireNonNull(header, "header");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(where, "where");
  }

  /** Makes a column that is everywhere. */
  public Column(String header, Kind kind) {
    this(header, kind, Where.EVERYWHERE);
  }

  /** Returns whether its cells may lose a part. */
  boolean canShrink() {
    return kind == Kind.TEXT || kind == Kind.ADDRESS || kind == Kind.NAME;
  }

  boolean isRight() {
    return kind == Kind.NUMBER || kind == Kind.MILLIS;
  }

  /** Returns whether it is there for {@code format}. */
  boolean isIn(Format format) {
    return switch (where) {
      case EVERYWHERE -> true;
      case WIDE -> format != Format.TABLE;
      case PEOPLE -> format != Format.CSV;
      case DATA -> format == Format.CSV;
    };
  }

  /** Returns what a program knows it by; the unit is part of that. */
  String key() {
    String key = header.toLowerCase(Locale.ROOT).replace(' ', '-');
    return kind == Kind.MILLIS ? key + "-ms" : key;
  }
}
