package io.x0.flow.closure;

/**
 * A step of a program, which may finish it.
 *
 * @param <C> the context
 */
@FunctionalInterface
public interface Statement<C> {
  /** Returns whether the program is finished; if not, it goes on with the next statement. */
  boolean run(C context);
}
