package io.x0.proxy.upstream;

import java.util.Iterator;
import java.util.function.Supplier;
import org.eclipse.jetty.io.CyclicTimeouts;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * The one timer of all attempts: it runs at the earliest deadline and looks at all of them then.
 */
final class Deadlines extends CyclicTimeouts<JettyAttempt> {
  private final Supplier<Iterator<JettyAttempt>> active;

  Deadlines(Scheduler scheduler, Supplier<Iterator<JettyAttempt>> active) {
    super(scheduler);
    this.active = active;
  }

  @Override
  protected Iterator<JettyAttempt> iterator() {
    return active.get();
  }

  @Override
  protected boolean onExpired(JettyAttempt attempt) {
    attempt.expire();
    return false;
  }
}
