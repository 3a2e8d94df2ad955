package io.x0.cache.disk;

import io.x0.time.Clock;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Whether the disk does what it should. Thread-safe. */
final class DiskHealth {
  /** How long nothing is written after a failure. */
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final DiskStats stats;
  private final Clock clock;
  private final DiskTier.Trouble trouble;
  private final AtomicBoolean isFailing = new AtomicBoolean();
  private volatile long failedNanos;

  DiskHealth(DiskStats stats, Clock clock, DiskTier.Trouble trouble) {
    this.stats = stats;
    this.clock = clock;
    this.trouble = trouble;
  }

  void failed(String what, IOException cause) {
    stats.count(DiskStats.Event.FAILED);
    failedNanos = clock.nanos();
    if (isFailing.compareAndSet(false, true)) {
      trouble.began().accept(what + ": " + cause);
    }
  }

  void worked() {
    if (isFailing.get() && isFailing.compareAndSet(true, false)) {
      trouble.ended().run();
    }
  }

  /** Returns whether it is not worth a try yet. */
  boolean isPaused() {
    return isFailing.get() && clock.nanos() - failedNanos < PAUSE_NANOS;
  }
}
