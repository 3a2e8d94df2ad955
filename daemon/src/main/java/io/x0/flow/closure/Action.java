package io.x0.flow.closure;

/**
 * Something done to a context, after which the program goes on.
 *
 * @param <C> the context
 */
@FunctionalInterface
public interface Action<C> {
  /** Does it. */
  void run(C context);
}
