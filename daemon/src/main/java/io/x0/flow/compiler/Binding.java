package io.x0.flow.compiler;

import io.x0.flow.source.Position;
import io.x0.flow.value.Type;

/** What the name of a variable stands for. Immutable. */
sealed interface Binding {
  /** Returns where the variable was declared. */
  Position position();

  /** Returns its type. */
  Type type();

  /** A variable whose value is known and never changes. */
  record Constant(Position position, Type type, Object value) implements Binding {}

  /** A variable of one run, kept in its context. */
  record Local(Position position, Type type, int slot) implements Binding {}

  /** A global variable that setup computes once. */
  record Global(Position position, Type type, Cell cell) implements Binding {}

  /** A variable that could not be compiled; it fits everywhere. */
  record Wrong(Position position) implements Binding {
    @Override
    public Type type() {
      return Type.ERROR;
    }
  }

  /**
   * Holds the value of a global variable. Written by setup, before main is handed to any other
   * thread, and only read after that.
   */
  final class Cell {
    long number;
    Object object = "";
  }
}
