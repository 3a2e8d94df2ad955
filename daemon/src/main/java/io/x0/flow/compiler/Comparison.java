package io.x0.flow.compiler;

import io.x0.flow.ast.BinaryOperator;
import io.x0.flow.closure.BoolExpr;
import io.x0.flow.closure.LongExpr;
import io.x0.flow.closure.ObjectExpr;
import io.x0.flow.closure.Operand;
import io.x0.flow.closure.StringExpr;
import io.x0.flow.value.Type;
import org.jspecify.annotations.Nullable;

/** Compiles comparisons of two operands of one type. Stateless. */
final class Comparison {
  private Comparison() {}

  /** Returns the condition, or null if values of this type do not compare so. */
  static <C> @Nullable BoolExpr<C> of(BinaryOperator operator, Operand<C> left, Operand<C> right) {
    return switch (left.type().form()) {
      case LONG -> numbers(operator, left.number(), right);
      case STRING -> strings(operator, left.string(), right);
      case BOOLEAN -> bools(operator, left.bool(), right.bool());
      case OBJECT ->
          left.type() == Type.IP || left.type() == Type.CIDR
              ? objects(operator, left.object(), right.object())
              : null;
      case NONE -> null;
    };
  }

  private static <C> @Nullable BoolExpr<C> numbers(
      BinaryOperator operator, LongExpr<C> l, Operand<C> right) {
    LongExpr<C> r = right.number();
    if (right.constant() instanceof Long known) {
      long k = known;
      return switch (operator) {
        case EQUAL -> c -> l.eval(c) == k;
        case NOT_EQUAL -> c -> l.eval(c) != k;
        case LESS -> c -> l.eval(c) < k;
        case LESS_OR_EQUAL -> c -> l.eval(c) <= k;
        case GREATER -> c -> l.eval(c) > k;
        case GREATER_OR_EQUAL -> c -> l.eval(c) >= k;
        default -> null;
      };
    }
    return switch (operator) {
      case EQUAL -> c -> l.eval(c) == r.eval(c);
      case NOT_EQUAL -> c -> l.eval(c) != r.eval(c);
      case LESS -> c -> l.eval(c) < r.eval(c);
      case LESS_OR_EQUAL -> c -> l.eval(c) <= r.eval(c);
      case GREATER -> c -> l.eval(c) > r.eval(c);
      case GREATER_OR_EQUAL -> c -> l.eval(c) >= r.eval(c);
      default -> null;
    };
  }

  private static <C> @Nullable BoolExpr<C> strings(
      BinaryOperator operator, StringExpr<C> l, Operand<C> right) {
    StringExpr<C> r = right.string();
    String k = right.constantText();
    return switch (operator) {
      case EQUAL -> k != null ? c -> k.equals(l.eval(c)) : c -> l.eval(c).equals(r.eval(c));
      case NOT_EQUAL -> k != null ? c -> !k.equals(l.eval(c)) : c -> !l.eval(c).equals(r.eval(c));
      case STARTS_WITH ->
          k != null ? c -> l.eval(c).startsWith(k) : c -> l.eval(c).startsWith(r.eval(c));
      case ENDS_WITH -> k != null ? c -> l.eval(c).endsWith(k) : c -> l.eval(c).endsWith(r.eval(c));
      case LESS -> c -> l.eval(c).compareTo(r.eval(c)) < 0;
      case LESS_OR_EQUAL -> c -> l.eval(c).compareTo(r.eval(c)) <= 0;
      case GREATER -> c -> l.eval(c).compareTo(r.eval(c)) > 0;
      case GREATER_OR_EQUAL -> c -> l.eval(c).compareTo(r.eval(c)) >= 0;
      default -> null;
    };
  }

  private static <C> @Nullable BoolExpr<C> bools(
      BinaryOperator operator, BoolExpr<C> l, BoolExpr<C> r) {
    return switch (operator) {
      case EQUAL -> c -> l.eval(c) == r.eval(c);
      case NOT_EQUAL -> c -> l.eval(c) != r.eval(c);
      default -> null;
    };
  }

  private static <C> @Nullable BoolExpr<C> objects(
      BinaryOperator operator, ObjectExpr<C, Object> l, ObjectExpr<C, Object> r) {
    return switch (operator) {
      case EQUAL -> c -> l.eval(c).equals(r.eval(c));
      case NOT_EQUAL -> c -> !l.eval(c).equals(r.eval(c));
      default -> null;
    };
  }
}
