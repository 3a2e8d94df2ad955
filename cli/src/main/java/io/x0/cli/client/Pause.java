package io.x0.cli.client;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets time pass. Stateless. */
public final class Pause {
  private Pause() {}

  /**
   * Returns after {@code time}.
   *
   * @throws ClientException if the wait was interrupted
   */
  public static void of(Duration time) {
    try {
      // A latch that nobody opens.
      var unused = new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ClientException.interrupted(e);
    }
  }
}
