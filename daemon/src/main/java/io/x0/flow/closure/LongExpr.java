package io.x0.flow.closure;

/**
 * A number over a context; also a duration in nanoseconds, a size in bytes, a share in millionths.
 *
 * @param <C> the context
 */
@FunctionalInterface
public interface LongExpr<C> {
  /** Returns the value in the context. */
  long eval(C context);
}
