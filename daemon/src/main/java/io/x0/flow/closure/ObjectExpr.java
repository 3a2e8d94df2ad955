package io.x0.flow.closure;

/**
 * An address, a network, a pattern or a list over a context.
 *
 * @param <C> the context
 * @param <T> the value
 */
@FunctionalInterface
public interface ObjectExpr<C, T> {
  /** Returns the value in the context. */
  T eval(C context);
}
