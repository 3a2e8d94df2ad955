package io.x0.flow.compiler;

import io.x0.flow.ast.Stmt;
import io.x0.flow.closure.Action;
import io.x0.flow.closure.FlowContext;
import io.x0.flow.closure.Operand;
import java.util.ArrayList;
import java.util.List;

/**
 * Compiles the global variables: those whose values are known are replaced by them, setup computes
 * the others before anything else. Confined to one thread.
 */
final class Globals<S extends FlowContext> {
  private final Scope scope = new Scope(null);
  private final List<Action<S>> writes = new ArrayList<>();

  Globals(Surroundings<S> around, List<Stmt.Variable> variables) {
    ExpressionCompiler<S> expressions = new ExpressionCompiler<>(around, around.place().toString());
    for (Stmt.Variable variable : variables) {
      Operand<S> value = expressions.compile(variable.value(), scope);
      Binding old = scope.find(variable.name());
      if (old != null) {
        around
            .diagnostics()
            .error(
                variable.position(),
                "variable '" + variable.name() + "' is already declared",
                "at " + old.position());
      } else {
        scope.declare(variable.name(), bind(variable, value));
      }
    }
  }

  private Binding bind(Stmt.Variable variable, Operand<S> value) {
    Object constant = value.constant();
    if (value.isError()) {
      return new Binding.Wrong(variable.position());
    } else if (constant != null) {
      return new Binding.Constant(variable.position(), value.type(), constant);
    }
    Binding.Cell cell = new Binding.Cell();
    writes.add(Variables.write(cell, value));
    return new Binding.Global(variable.position(), value.type(), cell);
  }

  /** Returns the scope that holds them all. */
  Scope scope() {
    return scope;
  }

  /** Returns what computes those that are not known yet, in order. */
  List<Action<S>> writes() {
    return List.copyOf(writes);
  }
}
