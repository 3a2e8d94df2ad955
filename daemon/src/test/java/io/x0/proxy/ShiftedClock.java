package io.x0.proxy;

import io.x0.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** The clock of this machine, put forward by a test. Thread-safe. */
final class ShiftedClock implements Clock {
  private final Clock machine = Clock.system();
  private final AtomicLong ahead = new AtomicLong();

  void advance(Duration by) {
    ahead.addAndGet(by.toNanos());
  }

  @Override
  public long nanos() {
    return machine.nanos() + ahead.get();
  }

  @Override
  public Instant now() {
    return machine.now().plusNanos(ahead.get());
  }
}
