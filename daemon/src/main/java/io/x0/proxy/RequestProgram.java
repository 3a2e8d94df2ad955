package io.x0.proxy;

/** Decides what happens to a request: the compiled main handler. Thread-safe; must not block. */
public interface RequestProgram {
  /**
   * Handles a request.
   *
   * @return whether it was taken; false when it fell off the end of the program
   */
  boolean run(Exchange exchange);
}
