package io.x0.flow.compiler;

import io.x0.flow.closure.Statement;

/**
 * A compiled statement. Immutable.
 *
 * @param finishes whether it always finishes the program
 */
record Compiled<C>(Statement<C> statement, boolean finishes) {
  /** Returns what does nothing. */
  static <C> Compiled<C> nothing() {
    return new Compiled<>(c -> false, false);
  }
}
