package io.x0.flow.compiler;

import io.x0.flow.closure.FlowContext;
import io.x0.flow.closure.Operand;
import io.x0.flow.closure.OperandText;
import io.x0.flow.closure.StringExpr;
import io.x0.flow.source.Diagnostics;
import io.x0.flow.source.Position;
import io.x0.flow.value.Type;
import java.util.ArrayList;
import java.util.List;

/** Compiles texts with expressions inside, and lists. Stateless. */
final class Interpolated {
  private Interpolated() {}

  /** Returns all parts in one text; parts that are known are joined at once. */
  static <C extends FlowContext> Operand<C> text(
      Diagnostics diagnostics, Position at, List<Operand<C>> parts) {
    if (parts.stream().anyMatch(Operand::isError)) {
      return Operand.error(at);
    }
    boolean known = parts.stream().allMatch(Operand::isConstant);
    return Folding.fold(diagnostics, at, joined(at, parts), known);
  }

  private static <C> Operand<C> joined(Position at, List<Operand<C>> parts) {
    List<StringExpr<C>> texts = new ArrayList<>(parts.size());
    parts.forEach(part -> texts.add(OperandText.of(part)));
    if (texts.size() == 1) {
      return Operand.ofString(at, texts.get(0));
    }
    if (texts.size() == 2) {
      StringExpr<C> first = texts.get(0);
      StringExpr<C> second = texts.get(1);
      return Operand.ofString(at, c -> Arithmetic.concat(at, first.eval(c), second.eval(c)));
    }
    return Operand.ofString(
        at,
        c -> {
          StringBuilder out = new StringBuilder();
          for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i).eval(c);
            Arithmetic.checkLength(at, out.length(), text.length());
            out.append(text);
          }
          return out.toString();
        });
  }

  /** Returns a list of elements that all have the type of an element of {@code type}. */
  static <C> Operand<C> list(Position at, Type type, List<Operand<C>> elements) {
    if (elements.stream().allMatch(Operand::isConstant)) {
      return Operand.constant(at, type, elements.stream().map(Interpolated::constant).toList());
    }
    return Operand.ofObject(
        at,
        type,
        c -> {
          List<Object> list = new ArrayList<>(elements.size());
          for (int i = 0; i < elements.size(); i++) {
            list.add(value(elements.get(i), c));
          }
          return list;
        });
  }

  private static Object constant(Operand<?> operand) {
    Object constant = operand.constant();
    if (constant == null) {
      throw new IllegalStateException("not known: " + operand.position());
    }
    return constant;
  }

  private static <C> Object value(Operand<C> operand, C context) {
    return switch (operand.type().form()) {
      case LONG -> operand.number().eval(context);
      case STRING -> operand.string().eval(context);
      default -> operand.object().eval(context);
    };
  }
}
