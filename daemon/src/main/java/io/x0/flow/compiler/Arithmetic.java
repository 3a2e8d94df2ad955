package io.x0.flow.compiler;

import io.x0.flow.ast.BinaryOperator;
import io.x0.flow.closure.FlowException;
import io.x0.flow.closure.LongExpr;
import io.x0.flow.closure.Operand;
import io.x0.flow.closure.StringExpr;
import io.x0.flow.source.Position;
import io.x0.flow.value.Type;
import org.jspecify.annotations.Nullable;

/**
 * Compiles what computes numbers and texts. Numbers wrap around at 64 bits; a division by zero is a
 * {@link FlowException}. Stateless.
 */
final class Arithmetic {
  private static final int MAX_TEXT = 256 << 10;

  private Arithmetic() {}

  /** Returns the result, or null if operands of these types do not go together. */
  static <C> @Nullable Operand<C> of(
      Position at, BinaryOperator operator, Operand<C> left, Operand<C> right) {
    Position start = left.position();
    if (left.type() == Type.STRING && right.type() == Type.STRING) {
      return operator == BinaryOperator.PLUS
          ? Operand.ofString(start, concat(at, left.string(), right.string()))
          : null;
    }
    if (left.type().form() != Type.Form.LONG || right.type().form() != Type.Form.LONG) {
      return null;
    }
    boolean numbers = left.type() == Type.NUMBER && right.type() == Type.NUMBER;
    boolean sums = operator == BinaryOperator.PLUS || operator == BinaryOperator.MINUS;
    boolean scales =
        (operator == BinaryOperator.TIMES || operator == BinaryOperator.DIVIDE)
            && right.type() == Type.NUMBER;
    if (!numbers && !scales && !(sums && left.type() == right.type())) {
      return null;
    }
    LongExpr<C> closure = numbers(at, operator, left.number(), right.number());
    return closure == null ? null : Operand.ofNumber(start, left.type(), closure);
  }

  private static <C> StringExpr<C> concat(Position at, StringExpr<C> l, StringExpr<C> r) {
    return c -> concat(at, l.eval(c), r.eval(c));
  }

  /**
   * Returns both texts as one.
   *
   * @throws FlowException if that is longer than a text can be
   */
  static String concat(Position at, String left, String right) {
    checkLength(at, left.length(), right.length());
    return left.concat(right);
  }

  /** Thirty lines that double a text would take all the memory there is. */
  static void checkLength(Position at, int left, int right) {
    if (left + right > MAX_TEXT) {
      throw new FlowException(at, "text longer than " + (MAX_TEXT >> 10) + "k characters");
    }
  }

  private static <C> @Nullable LongExpr<C> numbers(
      Position at, BinaryOperator operator, LongExpr<C> l, LongExpr<C> r) {
    return switch (operator) {
      case PLUS -> c -> l.eval(c) + r.eval(c);
      case MINUS -> c -> l.eval(c) - r.eval(c);
      case TIMES -> c -> l.eval(c) * r.eval(c);
      case DIVIDE -> c -> l.eval(c) / divisor(at, r.eval(c));
      case REMAINDER -> c -> l.eval(c) % divisor(at, r.eval(c));
      case SHIFT_LEFT -> c -> l.eval(c) << r.eval(c);
      case SHIFT_RIGHT -> c -> l.eval(c) >> r.eval(c);
      case POWER -> c -> power(at, l.eval(c), r.eval(c));
      default -> null;
    };
  }

  private static long divisor(Position at, long divisor) {
    if (divisor == 0) {
      throw new FlowException(at, "division by zero");
    }
    return divisor;
  }

  private static long power(Position at, long base, long exponent) {
    if (exponent < 0) {
      throw new FlowException(at, "negative exponent " + exponent);
    }
    long result = 1;
    long square = base;
    for (long rest = exponent; rest != 0; rest >>= 1) {
      if ((rest & 1) != 0) {
        result *= square;
      }
      square *= square;
    }
    return result;
  }
}
