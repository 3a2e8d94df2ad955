package io.x0.flow.compiler;

import io.x0.flow.ast.Expr;
import io.x0.flow.ast.Stmt;
import io.x0.flow.builtin.Builtin;
import io.x0.flow.closure.Action;
import io.x0.flow.closure.BoolExpr;
import io.x0.flow.closure.FlowContext;
import io.x0.flow.closure.Operand;
import io.x0.flow.closure.OperandText;
import io.x0.flow.closure.Statement;
import io.x0.flow.source.Diagnostics;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Compiles the statements of one handler. Confined to one thread. */
final class StatementCompiler<C extends FlowContext> {
  private final Surroundings<C> around;
  private final Diagnostics diagnostics;
  private final ExpressionCompiler<C> expressions;
  private final MatchCompiler<C> matches;
  private final Variables variables;
  private final Function<String, Compiled<C>> handlers;
  private final String handler;
  private final Set<String> assigned;

  /**
   * @param handlers returns what a user's handler was compiled to
   * @param handler the one that is being compiled
   * @param assigned the variables in it that change
   */
  StatementCompiler(
      Surroundings<C> around,
      Variables variables,
      Function<String, Compiled<C>> handlers,
      String handler,
      Set<String> assigned) {
    this.around = around;
    this.diagnostics = around.diagnostics();
    this.expressions = new ExpressionCompiler<>(around, handler);
    this.matches = new MatchCompiler<>(expressions, this, diagnostics);
    this.variables = variables;
    this.handlers = handlers;
    this.handler = handler;
    this.assigned = assigned;
  }

  Compiled<C> compile(Stmt statement, Scope scope) {
    if (statement instanceof Stmt.Block block) {
      return block(block, new Scope(scope));
    } else if (statement instanceof Stmt.If choice) {
      return choice(choice, scope);
    } else if (statement instanceof Stmt.Match match) {
      return matches.compile(match, scope);
    } else if (statement instanceof Stmt.Variable variable) {
      return variable(variable, scope);
    } else if (statement instanceof Stmt.Assign assign) {
      return assign(assign, scope);
    } else if (statement instanceof Stmt.Invoke invoke) {
      return invoke(invoke.call(), scope);
    }
    return Compiled.nothing();
  }

  private Compiled<C> block(Stmt.Block block, Scope scope) {
    List<Statement<C>> steps = new ArrayList<>();
    boolean finishes = false;
    boolean warned = false;
    for (Stmt statement : block.statements()) {
      if (finishes && !warned) {
        warned = true;
        diagnostics.warning(
            statement.position(),
            "this is never reached",
            "the statement before always finishes the program");
      }
      Compiled<C> step = compile(statement, scope);
      steps.add(step.statement());
      finishes |= step.finishes();
    }
    return new Compiled<>(sequence(steps), finishes);
  }

  private static <C> Statement<C> sequence(List<Statement<C>> steps) {
    if (steps.size() == 1) {
      return steps.get(0);
    }
    List<Statement<C>> all = List.copyOf(steps);
    int count = all.size();
    return c -> {
      for (int i = 0; i < count; i++) {
        if (all.get(i).run(c)) {
          return true;
        }
      }
      return false;
    };
  }

  private Compiled<C> choice(Stmt.If choice, Scope scope) {
    List<BoolExpr<C>> conditions = new ArrayList<>();
    List<Statement<C>> bodies = new ArrayList<>();
    boolean finishes = choice.otherwise() != null;
    for (Stmt.Branch branch : choice.branches()) {
      conditions.add(expressions.condition(branch.condition(), scope).bool());
      Compiled<C> body = compile(branch.body(), new Scope(scope));
      bodies.add(body.statement());
      finishes &= body.finishes();
    }
    Compiled<C> otherwise =
        choice.otherwise() == null
            ? Compiled.nothing()
            : compile(choice.otherwise(), new Scope(scope));
    return new Compiled<>(
        firstTrue(conditions, bodies, otherwise.statement()), finishes && otherwise.finishes());
  }

  private static <C> Statement<C> firstTrue(
      List<BoolExpr<C>> conditions, List<Statement<C>> bodies, Statement<C> otherwise) {
    if (conditions.size() == 1) {
      BoolExpr<C> condition = conditions.get(0);
      Statement<C> body = bodies.get(0);
      return c -> condition.eval(c) ? body.run(c) : otherwise.run(c);
    }
    int count = conditions.size();
    return c -> {
      for (int i = 0; i < count; i++) {
        if (conditions.get(i).eval(c)) {
          return bodies.get(i).run(c);
        }
      }
      return otherwise.run(c);
    };
  }

  private Compiled<C> variable(Stmt.Variable variable, Scope scope) {
    Operand<C> value = expressions.compile(variable.value(), scope);
    Binding old = scope.find(variable.name());
    if (old != null) {
      diagnostics.error(
          variable.position(),
          "variable '" + variable.name() + "' is already declared",
          "at " + old.position());
      return Compiled.nothing();
    }
    Object constant = value.constant();
    if (value.isError()) {
      scope.declare(variable.name(), new Binding.Wrong(variable.position()));
      return Compiled.nothing();
    }
    if (constant != null && !assigned.contains(variable.name())) {
      scope.declare(
          variable.name(), new Binding.Constant(variable.position(), value.type(), constant));
      return Compiled.nothing();
    }
    Binding.Local local = variables.allocate(variable.position(), value.type());
    scope.declare(variable.name(), local);
    return step(Variables.write(local.slot(), value));
  }

  private static <C> Compiled<C> step(Action<C> action) {
    return new Compiled<>(
        c -> {
          action.run(c);
          return false;
        },
        false);
  }

  private Compiled<C> assign(Stmt.Assign assign, Scope scope) {
    Operand<C> value = expressions.compile(assign.value(), scope);
    Binding binding = scope.find(assign.name());
    if (binding == null) {
      diagnostics.error(
          assign.position(),
          "unknown variable '" + assign.name() + "'",
          "declare it: var " + assign.name() + " = ...");
      return Compiled.nothing();
    }
    if (value.isError() || binding instanceof Binding.Wrong) {
      return Compiled.nothing();
    }
    if (!(binding instanceof Binding.Local local)) {
      diagnostics.error(assign.position(), "'" + assign.name() + "' is global and does not change");
      return Compiled.nothing();
    }
    Operand<C> converted = Conversions.convert(value, local.type());
    if (converted == null) {
      diagnostics.error(
          value.position(),
          "'" + assign.name() + "' is " + local.type() + ", not " + value.type(),
          Conversions.suggest(value, local.type()));
      return Compiled.nothing();
    }
    return step(Variables.write(local.slot(), converted));
  }

  private Compiled<C> invoke(Expr.Call call, Scope scope) {
    String name = call.name();
    if (!around.builtins().named(name).isEmpty()) {
      CallCompiler.Result<C> result = expressions.calls().compile(call, scope, handler);
      return result == null ? Compiled.nothing() : statement(call, result);
    }
    call.arguments().forEach(argument -> expressions.compile(argument.value(), scope));
    if (HandlerTable.isEntry(name)) {
      diagnostics.error(call.position(), "'" + name + "' cannot be called");
    } else if (around.handlers().containsKey(name)) {
      if (!call.arguments().isEmpty()) {
        diagnostics.error(call.position(), "handler '" + name + "' takes no arguments");
      }
      return handlers.apply(name);
    } else {
      reportUnknown(call, scope);
    }
    return Compiled.nothing();
  }

  private void reportUnknown(Expr.Call call, Scope scope) {
    String name = call.name();
    if (scope.find(name) != null) {
      diagnostics.error(
          call.position(), "'" + name + "' is a variable", "to change it: " + name + " = ...");
      return;
    }
    diagnostics.error(
        call.position(),
        "unknown function or handler '" + name + "'",
        diagnostics.guess(name, this::names));
  }

  private Set<String> names() {
    Set<String> names = new TreeSet<>(around.builtins().names());
    names.addAll(around.handlers().keySet());
    return names;
  }

  @SuppressWarnings("unchecked")
  private Compiled<C> statement(Expr.Call call, CallCompiler.Result<C> result) {
    Builtin<C> builtin = result.builtin();
    switch (builtin.kind()) {
      case ACTION -> {
        return step((Action<C>) result.closure());
      }
      case HANDLER -> {
        return new Compiled<>((Statement<C>) result.closure(), false);
      }
      case FINISHER -> {
        Action<C> action = (Action<C>) result.closure();
        return new Compiled<>(
            c -> {
              action.run(c);
              return true;
            },
            true);
      }
      case FUNCTION -> {
        diagnostics.warning(
            call.position(), "the " + builtin.result() + " that this returns is not used", null);
        return discard(Operand.ofResult(call.position(), builtin.result(), result.closure()));
      }
    }
    throw new IllegalStateException("kind: " + builtin.kind());
  }

  /** Runs a function all the same: it may have an effect. */
  private static <C> Compiled<C> discard(Operand<C> value) {
    return step(OperandText.of(value)::eval);
  }
}
