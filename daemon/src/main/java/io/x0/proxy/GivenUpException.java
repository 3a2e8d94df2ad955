package io.x0.proxy;

import org.eclipse.jetty.io.EofException;

/** Ends a request because x0 ends, and may not wait for its answer any longer. */
final class GivenUpException extends EofException {
  private static final long serialVersionUID = 1L;

  GivenUpException() {
    super("the proxy stops");
  }
}
