package io.x0.cli.client;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Closes a channel when an exchange takes too long, which ends whatever blocks on it: connecting,
 * writing or reading. Thread-safe.
 */
final class Watchdog implements AutoCloseable, Runnable {
  private final Closeable guarded;
  private final long timeoutNanos;
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile boolean fired;

  private Watchdog(Closeable guarded, Duration timeout) {
    this.guarded = guarded;
    this.timeoutNanos = timeout.toNanos();
  }

  /** Starts to watch: {@code guarded} is closed after {@code timeout}. */
  static Watchdog over(Closeable guarded, Duration timeout) {
    Watchdog watchdog = new Watchdog(guarded, timeout);
    Thread thread = new Thread(watchdog, "x0-watchdog");
    thread.setDaemon(true);
    thread.start();
    return watchdog;
  }

  /** Returns whether the time is over. */
  boolean hasFired() {
    return fired;
  }

  @Override
  public void run() {
    try {
      if (!done.await(timeoutNanos, TimeUnit.NANOSECONDS)) {
        fired = true;
        guarded.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // Closed or not, the exchange is over: whoever waits for it sees that it has fired.
    }
  }

  @Override
  public void close() {
    done.countDown();
  }
}
