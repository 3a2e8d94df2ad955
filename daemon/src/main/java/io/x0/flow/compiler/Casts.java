package io.x0.flow.compiler;

import io.x0.flow.closure.BoolExpr;
import io.x0.flow.closure.FlowContext;
import io.x0.flow.closure.LongExpr;
import io.x0.flow.closure.Operand;
import io.x0.flow.closure.OperandText;
import io.x0.flow.closure.StringExpr;
import io.x0.flow.source.Diagnostics;
import io.x0.flow.source.Position;
import io.x0.flow.value.Type;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compiles {@code int(...)}, {@code string(...)} and {@code bool(...)}. Stateless. */
final class Casts {
  static final Set<String> NAMES = Set.of("bool", "int", "string");

  private Casts() {}

  /** Returns the operand as another type; what does not convert is reported. */
  static <C extends FlowContext> Operand<C> cast(
      Diagnostics diagnostics, Position at, String name, Operand<C> operand) {
    if (operand.isError()) {
      return operand;
    }
    Operand<C> result =
        switch (name) {
          case "int" -> number(at, operand);
          case "bool" -> bool(at, operand);
          default ->
              operand.type() == Type.VOID ? null : Operand.ofString(at, OperandText.of(operand));
        };
    if (result == null) {
      diagnostics.error(operand.position(), name + "() does not take " + operand.type());
      return Operand.error(at);
    }
    return Folding.fold(diagnostics, at, result, operand.isConstant());
  }

  private static <C> @Nullable Operand<C> number(Position at, Operand<C> operand) {
    if (operand.type() == Type.NUMBER) {
      return operand;
    }
    if (operand.type() == Type.SIZE) {
      return operand.as(Type.NUMBER);
    }
    if (operand.type() == Type.BOOL) {
      BoolExpr<C> value = operand.bool();
      return Operand.ofNumber(at, Type.NUMBER, c -> value.eval(c) ? 1 : 0);
    }
    if (operand.type() == Type.STRING) {
      StringExpr<C> value = operand.string();
      return Operand.ofNumber(at, Type.NUMBER, c -> parse(value.eval(c)));
    }
    return null;
  }

  /** A client may send anything, so what is no number is 0. */
  private static long parse(String text) {
    boolean negative = text.startsWith("-");
    int start = negative ? 1 : 0;
    if (start == text.length() || text.length() - start > 18) {
      return 0;
    }
    long number = 0;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return 0;
      }
      number = number * 10 + (c - '0');
    }
    return negative ? -number : number;
  }

  private static <C> @Nullable Operand<C> bool(Position at, Operand<C> operand) {
    if (operand.type() == Type.BOOL) {
      return operand;
    }
    if (operand.type() == Type.NUMBER) {
      LongExpr<C> value = operand.number();
      return Operand.ofBool(at, c -> value.eval(c) != 0);
    }
    if (operand.type() == Type.STRING) {
      StringExpr<C> value = operand.string();
      return Operand.ofBool(at, c -> !value.eval(c).isEmpty());
    }
    return null;
  }
}
