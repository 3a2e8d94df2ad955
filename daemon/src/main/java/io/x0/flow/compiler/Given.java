package io.x0.flow.compiler;

import io.x0.flow.ast.Argument;
import io.x0.flow.ast.Expr;
import io.x0.flow.closure.Operand;
import io.x0.flow.value.Type;
import io.x0.flow.value.Units;
import org.jspecify.annotations.Nullable;

/**
 * An argument of a call, compiled before it is known which parameter it is for. Immutable.
 *
 * @param key the key of an entry in a map
 */
record Given<C>(Argument argument, @Nullable String key, Operand<C> operand) {

  /** Returns the operand as the type, or null if it cannot be that. */
  @Nullable Operand<C> as(Type type) {
    if (type == Type.SIZE
        && operand.type() == Type.DURATION
        && argument.value() instanceof Expr.Quantity quantity
        && Units.isSize(quantity.unit())) {
      long bytes = Units.bytes(quantity.number(), quantity.unit()).orElse(0);
      return Operand.constant(operand.position(), Type.SIZE, bytes);
    }
    return Conversions.convert(operand, type);
  }
}
