package io.x0.flow.closure;

import com.google.re2j.Pattern;
import io.x0.common.unit.DurationText;
import io.x0.flow.value.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** How values of every type read as text, as settings and strings take them. Stateless. */
public final class OperandText {
  private OperandText() {}

  /** Returns the text of the operand: durations with units, sizes in bytes, shares in percent. */
  public static <C> StringExpr<C> of(Operand<C> operand) {
    Object constant = operand.constant();
    if (constant != null) {
      String text = text(operand.type(), constant);
      return c -> text;
    }
    return switch (operand.type().form()) {
      case BOOLEAN -> bool(operand.bool());
      case LONG -> number(operand.type(), operand.number());
      case STRING -> operand.string();
      case OBJECT -> object(operand.type(), operand.object());
      case NONE -> c -> "";
    };
  }

  private static <C> StringExpr<C> bool(BoolExpr<C> value) {
    return c -> value.eval(c) ? "true" : "false";
  }

  private static <C> StringExpr<C> number(Type type, LongExpr<C> value) {
    return type == Type.NUMBER || type == Type.SIZE
        ? c -> Long.toString(value.eval(c))
        : c -> text(type, value.eval(c));
  }

  private static <C> StringExpr<C> object(Type type, ObjectExpr<C, Object> value) {
    return c -> text(type, value.eval(c));
  }

  /** Returns the text of a value. */
  public static String text(Type type, Object value) {
    if (type == Type.DURATION) {
      return DurationText.format(Duration.ofNanos((Long) value));
    }
    if (type == Type.SHARE) {
      return BigDecimal.valueOf((Long) value, 4).stripTrailingZeros().toPlainString() + "%";
    }
    if (value instanceof Pattern pattern) {
      return pattern.pattern();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Object::toString).collect(Collectors.joining(", "));
    }
    return value.toString();
  }
}
