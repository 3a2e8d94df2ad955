package io.x0.proxy.upstream;

import io.x0.proxy.upstream.Upstream.Failure.Kind;
import java.time.Duration;
import org.eclipse.jetty.io.CyclicTimeouts;
import org.jspecify.annotations.Nullable;

/** An attempt that waits for one thing at a time, and for none too long. Thread-safe. */
public abstract class TimedAttempt implements CyclicTimeouts.Expirable {
  private static final long NEVER = Long.MAX_VALUE;

  private volatile Wait wait = Wait.NOTHING;
  private volatile long deadlineNanos = NEVER;

  /** What an attempt waits for. */
  protected enum Wait {
    NOTHING,
    CONNECTION,
    WRITE,
    READ
  }

  /** The deadline is another one now: {@link Deadlines} has to look at it. */
  protected abstract void schedule();

  /** What the attempt waited for has not come in time; on the thread of the timer. */
  protected abstract void onTimeout(Kind kind);

  /** Begins to wait for {@code next} instead of what was waited for before. */
  protected final void await(Wait next, Duration timeout) {
    wait = next;
    if (next == Wait.NOTHING) {
      deadlineNanos = NEVER;
    } else {
      deadlineNanos = CyclicTimeouts.Expirable.calcExpireNanoTime(timeout.toMillis());
      schedule();
    }
  }

  /** Waits for nothing any more. */
  protected final void awaitNothing() {
    await(Wait.NOTHING, Duration.ZERO);
  }

  /** Returns whether that is what is waited for. */
  protected final boolean awaits(Wait asked) {
    return wait == asked;
  }

  /** Its deadline has passed. */
  final void expire() {
    Wait expired = wait;
    awaitNothing();
    @Nullable Kind kind =
        switch (expired) {
          case CONNECTION -> Kind.CONNECT_TIMEOUT;
          case WRITE -> Kind.WRITE_TIMEOUT;
          case READ -> Kind.READ_TIMEOUT;
          case NOTHING -> null;
        };
    if (kind != null) {
      onTimeout(kind);
    }
  }

  @Override
  public final long getExpireNanoTime() {
    return deadlineNanos;
  }
}
