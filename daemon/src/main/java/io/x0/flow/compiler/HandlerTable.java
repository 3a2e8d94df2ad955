package io.x0.flow.compiler;

import io.x0.flow.ast.Expr;
import io.x0.flow.ast.Statements;
import io.x0.flow.ast.Stmt;
import io.x0.flow.ast.Unit;
import io.x0.flow.builtin.Builtins;
import io.x0.flow.source.Diagnostics;
import io.x0.flow.source.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The user's handlers by name, and which calls which. Reports handlers that are missing, declared
 * twice, never called, or call themselves. Confined to one thread.
 */
final class HandlerTable {
  private static final int MAX_DEPTH = 50;

  private final Diagnostics diagnostics;
  private final Map<String, Unit.Handler> handlers = new LinkedHashMap<>();
  private final Map<String, List<Expr.Call>> calls = new HashMap<>();
  private final Set<String> finished = new LinkedHashSet<>();
  private final List<String> path = new ArrayList<>();
  private final Set<Set<String>> circles = new HashSet<>();

  HandlerTable(Unit unit, String file, Builtins<?, ?> builtins, Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
    Map<String, Unit.Handler> forward = new LinkedHashMap<>();
    for (Unit.Handler handler : unit.handlers()) {
      Unit.Handler old = handlers.get(handler.name());
      if (handler.isForward()) {
        forward.putIfAbsent(handler.name(), handler);
      } else if (old != null) {
        diagnostics.error(
            handler.position(),
            "handler '" + handler.name() + "' is already declared",
            "at " + old.position());
      } else if (!builtins.named(handler.name()).isEmpty()
          || Casts.NAMES.contains(handler.name())) {
        diagnostics.error(
            handler.position(), "'" + handler.name() + "' is built in", "choose another name");
      } else {
        handlers.put(handler.name(), handler);
      }
    }
    forward.forEach(
        (name, handler) -> {
          if (handlers.putIfAbsent(name, handler) == null) {
            diagnostics.error(handler.position(), "handler '" + name + "' has no body");
          }
        });
    if (unit.complete()) {
      requireEntry("setup", file);
      requireEntry("main", file);
    }
    handlers.values().forEach(handler -> calls.put(handler.name(), calls(handler.body())));
  }

  static boolean isEntry(String name) {
    return name.equals("setup") || name.equals("main");
  }

  private void requireEntry(String name, String file) {
    if (!handlers.containsKey(name)) {
      diagnostics.error(
          new Position(file, 1, 1),
          "there is no handler '" + name + "'",
          "add " + name + " { ... }");
    }
  }

  Map<String, Unit.Handler> handlers() {
    return handlers;
  }

  private List<Expr.Call> calls(Stmt body) {
    List<Expr.Call> found = new ArrayList<>();
    Statements.forEach(
        body,
        statement -> {
          if (statement instanceof Stmt.Invoke invoke
              && handlers.containsKey(invoke.call().name())
              && !isEntry(invoke.call().name())) {
            found.add(invoke.call());
          }
        });
    return found;
  }

  /** Returns the handler and all it calls, each behind those that it calls itself. */
  Set<String> reachable(@Nullable String name) {
    finished.clear();
    if (name != null && handlers.containsKey(name)) {
      visit(name);
    }
    return new LinkedHashSet<>(finished);
  }

  private void visit(String name) {
    path.add(name);
    for (Expr.Call call : calls.getOrDefault(name, List.of())) {
      int start = path.indexOf(call.name());
      if (start >= 0) {
        List<String> circle = new ArrayList<>(path.subList(start, path.size()));
        circle.add(call.name());
        if (circles.add(new HashSet<>(circle))) {
          diagnostics.error(
              call.position(),
              "handler '" + call.name() + "' calls itself",
              String.join(" -> ", circle));
        }
      } else if (path.size() >= MAX_DEPTH) {
        diagnostics.error(
            call.position(), "handlers call each other more than " + MAX_DEPTH + " deep");
      } else if (!finished.contains(call.name())) {
        visit(call.name());
      }
    }
    path.remove(path.size() - 1);
    finished.add(name);
  }

  /**
   * Returns the handlers that neither setup nor main reach, after a warning for each, and all that
   * they call; each behind those that it calls itself.
   */
  Set<String> unused() {
    Set<String> used = new LinkedHashSet<>(reachable("setup"));
    used.addAll(reachable("main"));
    finished.clear();
    for (Unit.Handler handler : handlers.values()) {
      if (!used.contains(handler.name()) && !isEntry(handler.name())) {
        diagnostics.warning(
            handler.position(), "handler '" + handler.name() + "' is never called", null);
        if (!finished.contains(handler.name())) {
          visit(handler.name());
        }
      }
    }
    return new LinkedHashSet<>(finished);
  }
}
