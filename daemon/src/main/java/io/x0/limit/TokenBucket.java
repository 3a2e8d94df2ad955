package io.x0.limit;

import io.x0.time.Clock;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets something happen at a rate. Thread-safe without a lock.
 *
 * <p>The generic cell rate algorithm (ITU-T I.371): one number, the time at which the bucket will
 * be full again, stands for the tokens in it. Each token taken moves it on by one interval; it may
 * not be further ahead than a whole burst.
 */
public final class TokenBucket {
  private final Rate rate;
  private final Clock clock;
  private final AtomicLong fullAtNanos;

  /** Makes a full one. */
  public TokenBucket(Rate rate, Clock clock) {
    this.rate = rate;
    this.clock = clock;
    this.fullAtNanos = new AtomicLong(clock.nanos());
  }

  /** Takes a token and returns 0, or returns the nanoseconds after which there will be one. */
  public long take() {
    long now = clock.nanos();
    while (true) {
      long fullAt = fullAtNanos.get();
      long next = (fullAt - now < 0 ? now : fullAt) + rate.intervalNanos();
      long excess = next - now - rate.burstNanos();
      if (excess > 0) {
        return excess;
      }
      if (fullAtNanos.compareAndSet(fullAt, next)) {
        return 0;
      }
    }
  }
}
