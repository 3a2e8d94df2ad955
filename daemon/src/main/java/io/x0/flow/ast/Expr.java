package io.x0.flow.ast;

import io.x0.flow.source.Position;
import io.x0.flow.value.Type;
import java.util.List;

/** An expression as it was written, before its type is known. Immutable. */
public sealed interface Expr {
  /** Returns where it starts. */
  Position position();

  /** A value written out: a {@code Boolean}, {@code Long}, {@code String}, address or pattern. */
  record Literal(Position position, Type type, Object value) implements Expr {}

  /** A number with a unit; which type it has may depend on where it stands. */
  record Quantity(Position position, String number, String unit) implements Expr {}

  /** A text in double quotes with expressions inside. */
  record Interpolation(Position position, List<Expr> parts) implements Expr {
    public Interpolation {
      parts = List.copyOf(parts);
    }
  }

  /** An environment variable, read when the program is loaded. */
  record Environment(Position position, String name) implements Expr {}

  /** A group of the last regex that matched; 0 is the whole match. */
  record Group(Position position, int index) implements Expr {}

  /**
   * A name, and what it is called with.
   *
   * @param bare whether there are neither arguments nor parentheses: it may be a variable
   */
  record Call(Position position, String name, List<Argument> arguments, boolean bare)
      implements Expr {
    public Call {
      arguments = List.copyOf(arguments);
    }
  }

  /** A list of values of one type. */
  record Array(Position position, List<Expr> elements) implements Expr {
    public Array {
      elements = List.copyOf(elements);
    }
  }

  /** An operator before its operand. */
  record Unary(Position position, UnaryOperator operator, Expr operand) implements Expr {}

  /**
   * An operator between its operands.
   *
   * @param operatorPosition where the operator stands, for errors about both operands
   */
  record Binary(
      Position position, Position operatorPosition, BinaryOperator operator, Expr left, Expr right)
      implements Expr {}

  /** What could not be read, and has been reported. */
  record Broken(Position position) implements Expr {}
}
