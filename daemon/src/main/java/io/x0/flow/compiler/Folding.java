package io.x0.flow.compiler;

import io.x0.flow.closure.FlowContext;
import io.x0.flow.closure.FlowException;
import io.x0.flow.closure.Operand;
import io.x0.flow.source.Diagnostics;
import io.x0.flow.source.Position;

/** Computes operators on known values when a program is compiled. Stateless. */
final class Folding {
  private Folding() {}

  /** Returns the result as a known value if all that it is made of is known. */
  static <C extends FlowContext> Operand<C> fold(
      Diagnostics diagnostics, Position operator, Operand<C> result, boolean known) {
    if (result.isError() || !known) {
      return result;
    }
    try {
      return Operand.constant(result.position(), result.type(), value(result));
    } catch (FlowException e) {
      diagnostics.error(operator, e.reason());
      return Operand.error(result.position());
    }
  }

  /** No operator looks at the context, so any will do. */
  @SuppressWarnings("unchecked")
  private static <C extends FlowContext> Object value(Operand<C> result) {
    C context = (C) new FlowContext();
    return switch (result.type().form()) {
      case BOOLEAN -> result.bool().eval(context);
      case LONG -> result.number().eval(context);
      case STRING -> result.string().eval(context);
      case OBJECT -> result.object().eval(context);
      case NONE -> throw new IllegalArgumentException("type without values: " + result.type());
    };
  }
}
