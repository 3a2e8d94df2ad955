package io.x0.proxy.upstream;

import java.util.Iterator;
import java.util.function.Supplier;
import org.eclipse.jetty.io.CyclicTimeouts;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * The one timer of all attempts: it runs at the earliest deadline and looks at all of them then.
 *
 * @param <A> the attempts
 */
public final class Deadlines<A extends TimedAttempt> extends CyclicTimeouts<A> {
  private final Supplier<Iterator<A>> active;

  public Deadlines(Scheduler scheduler, Supplier<Iterator<A>> active) {
    super(scheduler);
    this.active = active;
  }

  @Override
  protected Iterator<A> iterator() {
    return active.get();
  }

  @Override
  protected boolean onExpired(A attempt) {
    attempt.expire();
    return false;
  }
}
