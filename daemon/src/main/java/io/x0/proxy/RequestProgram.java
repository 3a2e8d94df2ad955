package io.x0.proxy;

import org.eclipse.jetty.server.Request;

/**
 * Decides what happens to a request: the compiled main handler. Thread-safe; must not block, unless
 * it says so before.
 */
public interface RequestProgram {
  /**
   * Handles a request.
   *
   * @return whether it was taken; false when it fell off the end of the program
   */
  boolean run(Exchange exchange);

  /** Returns whether running it for this request may take milliseconds. */
  default boolean mayBlock(Request request) {
    return false;
  }
}
