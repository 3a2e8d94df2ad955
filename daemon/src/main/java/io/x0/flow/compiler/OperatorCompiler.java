package io.x0.flow.compiler;

import io.x0.flow.ast.BinaryOperator;
import io.x0.flow.ast.Expr;
import io.x0.flow.ast.UnaryOperator;
import io.x0.flow.closure.BoolExpr;
import io.x0.flow.closure.FlowContext;
import io.x0.flow.closure.LongExpr;
import io.x0.flow.closure.Operand;
import io.x0.flow.closure.StringExpr;
import io.x0.flow.source.Diagnostics;
import io.x0.flow.source.Position;
import io.x0.flow.value.Type;
import org.jspecify.annotations.Nullable;

/** Compiles operators: checks the types of their operands and picks the closure. Stateless. */
final class OperatorCompiler<C extends FlowContext> {
  private final Diagnostics diagnostics;

  OperatorCompiler(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  Operand<C> unary(Expr.Unary unary, Operand<C> operand) {
    Position at = unary.position();
    if (operand.isError()) {
      return Operand.error(at);
    }
    if (unary.operator() == UnaryOperator.NOT) {
      return Folding.fold(diagnostics, at, not(at, operand), operand.isConstant());
    }
    boolean negatesDuration =
        unary.operator() == UnaryOperator.NEGATE && operand.type() == Type.DURATION;
    if (operand.type() != Type.NUMBER && !negatesDuration) {
      diagnostics.error(
          at, "'" + unary.operator().symbol() + "' needs a Number, not " + operand.type());
      return Operand.error(at);
    }
    LongExpr<C> value = operand.number();
    LongExpr<C> closure =
        unary.operator() == UnaryOperator.NEGATE ? c -> -value.eval(c) : c -> ~value.eval(c);
    return Folding.fold(
        diagnostics, at, Operand.ofNumber(at, operand.type(), closure), operand.isConstant());
  }

  private Operand<C> not(Position at, Operand<C> operand) {
    if (operand.type() == Type.NUMBER) {
      LongExpr<C> value = operand.number();
      return Operand.ofBool(at, c -> value.eval(c) == 0);
    }
    Operand<C> truth = condition(operand);
    if (truth.isError()) {
      return truth;
    }
    BoolExpr<C> value = truth.bool();
    return Operand.ofBool(at, c -> !value.eval(c));
  }

  /** Returns the operand as a condition: a Bool, or a String that is not empty. */
  Operand<C> condition(Operand<C> operand) {
    if (operand.type() == Type.STRING) {
      StringExpr<C> text = operand.string();
      Operand<C> result = Operand.ofBool(operand.position(), c -> !text.eval(c).isEmpty());
      return Folding.fold(diagnostics, operand.position(), result, operand.isConstant());
    }
    if (operand.type() == Type.BOOL || operand.isError()) {
      return operand;
    }
    String suggestion = operand.type() == Type.NUMBER ? "compare it: ... != 0" : null;
    diagnostics.error(
        operand.position(),
        "a condition must be Bool or String, not " + operand.type(),
        suggestion);
    return Operand.error(operand.position());
  }

  Operand<C> binary(Expr.Binary binary, Operand<C> left, Operand<C> right) {
    if (left.isError() || right.isError()) {
      return Operand.error(binary.position());
    }
    BinaryOperator operator = binary.operator();
    if (operator == BinaryOperator.AND
        || operator == BinaryOperator.OR
        || operator == BinaryOperator.XOR) {
      return logic(binary, condition(left), condition(right));
    }
    Operand<C> result =
        switch (operator) {
          case EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL ->
              comparison(binary, left, right);
          case STARTS_WITH, ENDS_WITH ->
              left.type() == Type.STRING ? comparison(binary, left, right) : null;
          case IN -> bool(binary, Membership.in(left, right));
          case MATCHES, MATCHES_NOT -> regex(binary, left, right);
          default -> Arithmetic.of(binary.operatorPosition(), operator, left, right);
        };
    if (result == null) {
      return mismatch(binary, left, right);
    }
    boolean foldable = operator != BinaryOperator.MATCHES && operator != BinaryOperator.MATCHES_NOT;
    return Folding.fold(
        diagnostics,
        binary.operatorPosition(),
        result,
        foldable && left.isConstant() && right.isConstant());
  }

  private @Nullable Operand<C> bool(Expr.Binary binary, @Nullable BoolExpr<C> closure) {
    return closure == null ? null : Operand.ofBool(binary.position(), closure);
  }

  private Operand<C> logic(Expr.Binary binary, Operand<C> left, Operand<C> right) {
    Position at = binary.position();
    if (left.isError() || right.isError()) {
      return Operand.error(at);
    }
    BoolExpr<C> l = left.bool();
    BoolExpr<C> r = right.bool();
    if (binary.operator() == BinaryOperator.XOR) {
      Operand<C> result = Operand.ofBool(at, c -> l.eval(c) ^ r.eval(c));
      return Folding.fold(diagnostics, at, result, left.isConstant() && right.isConstant());
    }
    boolean and = binary.operator() == BinaryOperator.AND;
    if (left.constant() instanceof Boolean known) {
      return known == and ? right : Operand.constant(at, Type.BOOL, known);
    }
    return Operand.ofBool(at, and ? c -> l.eval(c) && r.eval(c) : c -> l.eval(c) || r.eval(c));
  }

  private @Nullable Operand<C> comparison(Expr.Binary binary, Operand<C> left, Operand<C> right) {
    if (left.type() == right.type()) {
      return bool(binary, Comparison.of(binary.operator(), left, right));
    }
    if (left.type().form() != Type.Form.LONG) {
      return null;
    }
    Operand<C> convertedRight = Conversions.convert(right, left.type());
    if (convertedRight != null) {
      return bool(binary, Comparison.of(binary.operator(), left, convertedRight));
    }
    Operand<C> convertedLeft = Conversions.convert(left, right.type());
    return convertedLeft == null
        ? null
        : bool(binary, Comparison.of(binary.operator(), convertedLeft, right));
  }

  private @Nullable Operand<C> regex(Expr.Binary binary, Operand<C> left, Operand<C> right) {
    if (left.type() != Type.STRING || right.type() != Type.REGEX) {
      return null;
    }
    BoolExpr<C> found = Membership.matches(left.string(), right.object());
    return Operand.ofBool(
        binary.position(),
        binary.operator() == BinaryOperator.MATCHES ? found : c -> !found.eval(c));
  }

  private Operand<C> mismatch(Expr.Binary binary, Operand<C> left, Operand<C> right) {
    BinaryOperator operator = binary.operator();
    String suggestion;
    if (operator == BinaryOperator.MATCHES || operator == BinaryOperator.MATCHES_NOT) {
      suggestion = Conversions.suggest(right, Type.REGEX);
    } else if (left.type() == Type.IP && right.type() == Type.CIDR) {
      suggestion = "'in' tells whether an address is in a network";
    } else if (operator == BinaryOperator.IN) {
      suggestion = null;
    } else {
      suggestion = Conversions.suggest(right, left.type());
    }
    diagnostics.error(
        binary.operatorPosition(),
        "'" + operator.symbol() + "' does not take " + left.type() + " and " + right.type(),
        suggestion);
    return Operand.error(binary.position());
  }
}
