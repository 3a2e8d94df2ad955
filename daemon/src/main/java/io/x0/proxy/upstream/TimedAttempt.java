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

  /** From here on {@link #bodyDeadlineNanos} counts, whatever is said about the request. */
  private volatile boolean isAnswered;

  private volatile long bodyDeadlineNanos = NEVER;

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

  /**
   * The head of the answer is here: what was waited for until then has no deadline any more, not
   * even if a thread that still writes the request says so only later.
   */
  protected final void answered() {
    isAnswered = true;
  }

  /** Begins to wait for more of the answer's body. */
  protected final void awaitBody(Duration timeout) {
    bodyDeadlineNanos = CyclicTimeouts.Expirable.calcExpireNanoTime(timeout.toMillis());
    schedule();
  }

  /** Waits for nothing of the answer's body: it is the client's turn. */
  protected final void awaitNoBody() {
    bodyDeadlineNanos = NEVER;
  }

  /** Returns whether that is what is waited for. */
  protected final boolean awaits(Wait asked) {
    return !isAnswered && wait == asked;
  }

  /** Its deadline has passed. */
  final void expire() {
    Wait expired = expired();
    awaitNothing();
    awaitNoBody();
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

  private Wait expired() {
    if (!isAnswered) {
      return wait;
    }
    // The head may have come in the moment in which its deadline passed.
    return bodyDeadlineNanos == NEVER ? Wait.NOTHING : Wait.READ;
  }

  @Override
  public final long getExpireNanoTime() {
    return isAnswered ? bodyDeadlineNanos : deadlineNanos;
  }
}
