package io.x0.flow.compiler;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The variables that a block sees: its own and those around it. Confined to one thread. */
final class Scope {
  private final @Nullable Scope outer;
  private final Map<String, Binding> bindings = new HashMap<>();

  Scope(@Nullable Scope outer) {
    this.outer = outer;
  }

  /** Returns what the name stands for, or null. */
  @Nullable Binding find(String name) {
    for (Scope scope = this; scope != null; scope = scope.outer) {
      Binding binding = scope.bindings.get(name);
      if (binding != null) {
        return binding;
      }
    }
    return null;
  }

  void declare(String name, Binding binding) {
    bindings.put(name, binding);
  }

  /** Returns every name that can be used here. */
  Set<String> names() {
    Set<String> names = new TreeSet<>();
    for (Scope scope = this; scope != null; scope = scope.outer) {
      names.addAll(scope.bindings.keySet());
    }
    return names;
  }
}
