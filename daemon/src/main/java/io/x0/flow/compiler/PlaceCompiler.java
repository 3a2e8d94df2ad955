package io.x0.flow.compiler;

import io.x0.flow.ast.Statements;
import io.x0.flow.ast.Stmt;
import io.x0.flow.ast.Unit;
import io.x0.flow.closure.FlowContext;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Compiles the handlers that setup reaches, or those that main reaches: a handler that both call is
 * compiled for each, because their contexts differ. Confined to one thread.
 */
final class PlaceCompiler<C extends FlowContext> {
  private final Surroundings<C> around;
  private final Scope globals;
  private final Variables variables = new Variables();
  private final Map<String, Compiled<C>> compiled = new HashMap<>();

  PlaceCompiler(Surroundings<C> around, Scope globals) {
    this.around = around;
    this.globals = globals;
  }

  /** Compiles handlers, each of which calls only those before it. */
  void compile(Set<String> names) {
    for (String name : names) {
      if (!compiled.containsKey(name)) {
        Unit.Handler handler = around.handlers().get(name);
        if (handler != null) {
          compiled.put(name, compile(handler));
        }
      }
    }
  }

  private Compiled<C> compile(Unit.Handler handler) {
    Set<String> assigned = new HashSet<>();
    Statements.forEach(
        handler.body(),
        statement -> {
          if (statement instanceof Stmt.Assign assign) {
            assigned.add(assign.name());
          }
        });
    return new StatementCompiler<>(around, variables, this::find, handler.name(), assigned)
        .compile(handler.body(), new Scope(globals));
  }

  /** Returns a compiled handler; one in a circle, which has been reported, does nothing. */
  Compiled<C> find(String name) {
    Compiled<C> found = compiled.get(name);
    return found == null ? Compiled.nothing() : found;
  }

  Variables variables() {
    return variables;
  }
}
