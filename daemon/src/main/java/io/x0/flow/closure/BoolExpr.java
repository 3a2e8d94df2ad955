package io.x0.flow.closure;

/**
 * A condition over a context. Whether it may be called by many threads at once is up to the
 * context.
 *
 * @param <C> the context
 */
@FunctionalInterface
public interface BoolExpr<C> {
  /** Returns the value in the context. */
  boolean eval(C context);
}
