package io.x0.flow.closure;

/**
 * A text over a context; never null: what is absent is empty.
 *
 * @param <C> the context
 */
@FunctionalInterface
public interface StringExpr<C> {
  /** Returns the value in the context. */
  String eval(C context);
}
