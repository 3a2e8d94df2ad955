package io.x0.flow.compiler;

import io.x0.flow.ast.Expr;
import io.x0.flow.closure.FlowContext;
import io.x0.flow.closure.Operand;
import io.x0.flow.source.Diagnostics;
import io.x0.flow.source.Position;
import io.x0.flow.value.Type;
import io.x0.flow.value.Units;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Compiles expressions. Confined to one thread. */
final class ExpressionCompiler<C extends FlowContext> {
  private final Surroundings<C> around;
  private final Diagnostics diagnostics;
  private final OperatorCompiler<C> operators;
  private final CallCompiler<C> calls;
  private final String handler;

  /**
   * @param handler the user's handler that is being compiled
   */
  ExpressionCompiler(Surroundings<C> around, String handler) {
    this.around = around;
    this.diagnostics = around.diagnostics();
    this.operators = new OperatorCompiler<>(diagnostics);
    this.calls = new CallCompiler<>(around, this);
    this.handler = handler;
  }

  CallCompiler<C> calls() {
    return calls;
  }

  /** Returns the expression as a condition. */
  Operand<C> condition(Expr expression, Scope scope) {
    return operators.condition(compile(expression, scope));
  }

  /** Returns the compiled expression, or an error that has been reported. */
  Operand<C> compile(Expr expression, Scope scope) {
    if (expression instanceof Expr.Literal literal) {
      return Operand.constant(literal.position(), literal.type(), literal.value());
    } else if (expression instanceof Expr.Quantity quantity) {
      return quantity(quantity, !Units.isDuration(quantity.unit()));
    } else if (expression instanceof Expr.Interpolation text) {
      return Interpolated.text(diagnostics, text.position(), all(text.parts(), scope));
    } else if (expression instanceof Expr.Environment variable) {
      return environment(variable);
    } else if (expression instanceof Expr.Group group) {
      int index = group.index();
      return Operand.ofString(group.position(), c -> c.group(index));
    } else if (expression instanceof Expr.Call call) {
      return call(call, scope);
    } else if (expression instanceof Expr.Array array) {
      return array(array, scope);
    } else if (expression instanceof Expr.Unary unary) {
      return operators.unary(unary, compile(unary.operand(), scope));
    } else if (expression instanceof Expr.Binary binary) {
      return binary(binary, scope);
    }
    return Operand.error(expression.position());
  }

  private List<Operand<C>> all(List<Expr> expressions, Scope scope) {
    return expressions.stream().map(e -> compile(e, scope)).toList();
  }

  private Operand<C> binary(Expr.Binary binary, Scope scope) {
    Operand<C> left = compile(binary.left(), scope);
    Operand<C> right = compile(binary.right(), scope);
    if (left.type() == Type.SIZE && binary.right() instanceof Expr.Quantity quantity) {
      right = quantity(quantity, Units.isSize(quantity.unit()));
    } else if (right.type() == Type.SIZE && binary.left() instanceof Expr.Quantity quantity) {
      left = quantity(quantity, Units.isSize(quantity.unit()));
    }
    return operators.binary(binary, left, right);
  }

  private Operand<C> quantity(Expr.Quantity quantity, boolean size) {
    OptionalLong value =
        size
            ? Units.bytes(quantity.number(), quantity.unit())
            : Units.nanos(quantity.number(), quantity.unit());
    if (value.isEmpty()) {
      diagnostics.error(
          quantity.position(),
          "'" + quantity.number() + quantity.unit() + "' is too large or no whole number");
      return Operand.error(quantity.position());
    }
    return Operand.constant(
        quantity.position(), size ? Type.SIZE : Type.DURATION, value.getAsLong());
  }

  private Operand<C> environment(Expr.Environment variable) {
    String value = around.environment().get(variable.name());
    if (value == null) {
      diagnostics.warning(
          variable.position(),
          "environment variable '" + variable.name() + "' is not set",
          "it is read as ''");
    }
    return Operand.constant(variable.position(), Type.STRING, value == null ? "" : value);
  }

  private Operand<C> array(Expr.Array array, Scope scope) {
    List<Operand<C>> elements = all(array.elements(), scope);
    Position at = array.position();
    if (elements.stream().anyMatch(Operand::isError)) {
      return Operand.error(at);
    }
    if (elements.isEmpty()) {
      diagnostics.error(at, "a list must have an element");
      return Operand.error(at);
    }
    boolean networks = elements.stream().anyMatch(e -> e.type() == Type.CIDR);
    Type elementType = networks ? Type.CIDR : elements.get(0).type();
    Type listType = elementType.listType();
    if (listType == null) {
      diagnostics.error(at, "there are no lists of " + elementType);
      return Operand.error(at);
    }
    for (int i = 0; i < elements.size(); i++) {
      Operand<C> element = Conversions.convert(elements.get(i), elementType);
      if (element == null) {
        diagnostics.error(
            elements.get(i).position(),
            "a list of " + elementType + " cannot hold " + elements.get(i).type(),
            Conversions.suggest(elements.get(i), elementType));
        return Operand.error(at);
      }
    }
    return Interpolated.list(at, listType, converted(elements, elementType));
  }

  private List<Operand<C>> converted(List<Operand<C>> elements, Type type) {
    return elements.stream()
        .map(
            element -> {
              Operand<C> same = Conversions.convert(element, type);
              return same == null ? element : same;
            })
        .toList();
  }

  private Operand<C> call(Expr.Call call, Scope scope) {
    String name = call.name();
    Binding binding = scope.find(name);
    if (binding != null && call.bare()) {
      return Variables.read(call.position(), binding);
    }
    if (Casts.NAMES.contains(name)) {
      return cast(call, scope);
    }
    if (!around.builtins().named(name).isEmpty()) {
      return calls.function(call, scope, handler);
    }
    call.arguments().forEach(argument -> compile(argument.value(), scope));
    if (around.handlers().containsKey(name)) {
      diagnostics.error(call.position(), "handler '" + name + "' has no value");
    } else if (binding != null) {
      diagnostics.error(call.position(), "'" + name + "' is a variable and takes no arguments");
    } else {
      diagnostics.error(
          call.position(),
          "unknown " + (call.bare() ? "variable or function" : "function") + " '" + name + "'",
          diagnostics.guess(name, () -> names(scope)));
    }
    return Operand.error(call.position());
  }

  private Set<String> names(Scope scope) {
    Set<String> names = scope.names();
    names.addAll(around.builtins().names());
    names.addAll(Casts.NAMES);
    return names;
  }

  private Operand<C> cast(Expr.Call call, Scope scope) {
    if (call.arguments().size() != 1
        || call.arguments().get(0).name() != null
        || call.arguments().get(0).key() != null) {
      diagnostics.error(call.position(), call.name() + "() takes one argument");
      return Operand.error(call.position());
    }
    Operand<C> operand = compile(call.arguments().get(0).value(), scope);
    return Casts.cast(diagnostics, call.position(), call.name(), operand);
  }
}
