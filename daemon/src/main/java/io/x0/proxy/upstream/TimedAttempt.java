package io.x0.proxy.upstream;

import org.eclipse.jetty.io.CyclicTimeouts;

/** An attempt with a deadline. Thread-safe. */
public interface TimedAttempt extends CyclicTimeouts.Expirable {
  /** Its deadline has passed. */
  void expire();
}
