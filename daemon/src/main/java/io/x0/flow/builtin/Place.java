package io.x0.flow.builtin;

/** The part of a program in which something may be called. Immutable. */
public enum Place {
  /** While the configuration is loaded. */
  SETUP("setup"),
  /** For every request. */
  MAIN("main"),
  /** In both. */
  BOTH("setup and main");

  private final String label;

  Place(String label) {
    this.label = label;
  }

  /** Returns whether what may be called here may be called in {@code other}, too. */
  public boolean allows(Place other) {
    return this == BOTH || other == BOTH || this == other;
  }

  @Override
  public String toString() {
    return label;
  }
}
