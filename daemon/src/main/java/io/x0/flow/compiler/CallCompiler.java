package io.x0.flow.compiler;

import io.x0.common.InvalidValueException;
import io.x0.flow.ast.Argument;
import io.x0.flow.ast.Expr;
import io.x0.flow.builtin.Arguments;
import io.x0.flow.builtin.Builtin;
import io.x0.flow.builtin.Builtins;
import io.x0.flow.closure.FlowContext;
import io.x0.flow.closure.Operand;
import io.x0.flow.source.Diagnostics;
import io.x0.flow.value.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compiles calls of builtins: picks the form that the arguments fit. Confined to one thread. */
final class CallCompiler<C extends FlowContext> {
  private final Surroundings<C> around;
  private final ExpressionCompiler<C> expressions;
  private final Diagnostics diagnostics;

  CallCompiler(Surroundings<C> around, ExpressionCompiler<C> expressions) {
    this.around = around;
    this.expressions = expressions;
    this.diagnostics = around.diagnostics();
  }

  /**
   * A compiled call. Immutable.
   *
   * @param closure what the factory made
   */
  record Result<C>(Builtin<C> builtin, Object closure) {}

  /**
   * Returns the compiled call of a builtin, or null if it is wrong, which has been reported.
   *
   * @param handler the user's handler that is being compiled
   */
  @Nullable Result<C> compile(Expr.Call call, Scope scope, String handler) {
    List<Given<C>> givens = givens(call, scope);
    List<Builtin<C>> candidates = around.callable().apply(call.name());
    if (candidates.isEmpty()) {
      reportPlace(call, handler);
      return null;
    }
    boolean wrong =
        givens.stream()
            .anyMatch(
                g -> g.operand().isError() || (g.argument().key() != null && g.key() == null));
    Binder<C> binder = choose(call, givens, candidates, wrong);
    if (binder == null || wrong) {
      return null;
    }
    return create(call, binder);
  }

  private void reportPlace(Expr.Call call, String handler) {
    Builtins.Entry entry = around.builtins().named(call.name()).get(0);
    boolean entryPoint = handler.equals(around.place().toString());
    diagnostics.error(
        call.position(),
        "'" + call.name() + "' can only be called in " + entry.place(),
        entryPoint ? null : "handler '" + handler + "' is called from " + around.place());
  }

  private List<Given<C>> givens(Expr.Call call, Scope scope) {
    List<Given<C>> givens = new ArrayList<>();
    for (Argument argument : call.arguments()) {
      String key = argument.key() == null ? null : key(argument.key(), scope);
      givens.add(new Given<>(argument, key, expressions.compile(argument.value(), scope)));
    }
    return givens;
  }

  private @Nullable String key(Expr key, Scope scope) {
    Operand<C> operand = expressions.compile(key, scope);
    String text = operand.constantText();
    if (text == null && !operand.isError()) {
      diagnostics.error(
          operand.position(), "a key must be a String that is known when loading", null);
    }
    return text;
  }

  private @Nullable Binder<C> choose(
      Expr.Call call, List<Given<C>> givens, List<Builtin<C>> candidates, boolean wrong) {
    List<Binder<C>> shaped = new ArrayList<>();
    Binder<C> last = null;
    for (Builtin<C> candidate : candidates) {
      Binder<C> binder = new Binder<>(candidate, call.position(), givens);
      if (binder.fits()) {
        return binder;
      }
      if (binder.fitsShape()) {
        shaped.add(binder);
      }
      last = binder;
    }
    if (shaped.size() == 1) {
      shaped.get(0).report(diagnostics);
    } else if (candidates.size() == 1 && last != null) {
      last.report(diagnostics);
    } else if (!wrong) {
      reportForms(call, givens, candidates);
    }
    return null;
  }

  private void reportForms(Expr.Call call, List<Given<C>> givens, List<Builtin<C>> candidates) {
    String types =
        givens.stream().map(g -> g.operand().type().toString()).collect(Collectors.joining(", "));
    diagnostics.error(
        call.position(),
        "no form of '" + call.name() + "' takes (" + types + ")",
        "it is " + candidates.stream().map(Builtin::signature).collect(Collectors.joining(" or ")));
  }

  private @Nullable Result<C> create(Expr.Call call, Binder<C> binder) {
    Arguments<C> arguments = binder.arguments(diagnostics);
    try {
      return new Result<>(binder.builtin(), binder.builtin().factory().create(arguments));
    } catch (InvalidValueException e) {
      diagnostics.error(call.position(), String.valueOf(e.getMessage()));
      return null;
    }
  }

  /** Returns the value of a function, or reports that the call has none. */
  Operand<C> function(Expr.Call call, Scope scope, String handler) {
    Result<C> result = compile(call, scope, handler);
    if (result == null) {
      return Operand.error(call.position());
    }
    if (result.builtin().result() == Type.VOID) {
      diagnostics.error(call.position(), "'" + call.name() + "' has no value");
      return Operand.error(call.position());
    }
    return Operand.ofResult(call.position(), result.builtin().result(), result.closure());
  }
}
