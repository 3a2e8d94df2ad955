package io.x0.director;

/** Where a director comes from, which decides what may be changed while x0 runs. */
public enum Origin {
  /** Declared in the configuration file: only its backends can be enabled, drained and disabled. */
  STATIC,
  /** Read from an HAProxy configuration: only its backends can be enabled, drained and disabled. */
  HAPROXY,
  /** Created while x0 runs, and stored. */
  MANAGED,
  /** Created while x0 runs with a hostname or port of its own, and stored in a file of its own. */
  ONDEMAND;

  /** Returns whether everything about such a director can be changed while x0 runs. */
  public boolean isMutable() {
    return this == MANAGED || this == ONDEMAND;
  }
}
