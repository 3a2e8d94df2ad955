package io.x0.proxy.upstream;

import org.eclipse.jetty.io.CyclicTimeouts;

/** An attempt with a deadline. Thread-safe. */
interface TimedAttempt extends CyclicTimeouts.Expirable {
  /** Its deadline has passed. */
  void expire();
}
