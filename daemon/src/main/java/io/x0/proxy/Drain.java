package io.x0.proxy;

import io.x0.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Lets a proxy serve what is on its way and nothing more. For one thread.
 *
 * <p>A client whose answer has begun before does not know that its connection ends, nor does one
 * that is about to ask again: those get a moment, in which they are served once more and told.
 */
final class Drain {
  /** How long clients that were waited for in vain may take to read so. */
  private static final Duration LAST_WORDS = Duration.ofMillis(500);

  private static final Duration STEP = Duration.ofMillis(10);

  private final Clock clock;
  private final FrontHandler front;
  private final Listeners listeners;
  private final Proxy proxy;

  Drain(Clock clock, FrontHandler front, Listeners listeners, Proxy proxy) {
    this.clock = clock;
    this.front = front;
    this.listeners = listeners;
    this.proxy = proxy;
  }

  /**
   * Returns how many requests were not answered in time.
   *
   * @param patience how long all of it may take
   * @param grace how long connections are accepted nevertheless
   */
  long run(Duration patience, Duration grace) throws InterruptedException {
    front.drain();
    TimeUnit.MILLISECONDS.sleep(grace.toMillis());
    listeners.drain();
    long end = clock.nanos() + patience.toNanos();
    awaitFarewells(end);
    long left = front.inFlight();
    if (left > 0) {
      proxy.giveUp();
      awaitNothingInFlight(clock.nanos() + LAST_WORDS.toNanos());
    }
    return left;
  }

  /** Waits for requests, and for the silence after the last of them. */
  private void awaitFarewells(long end) throws InterruptedException {
    awaitNothingInFlight(end);
    long silentSince = clock.nanos();
    while (listeners.connections().count() > 0 && end - clock.nanos() > 0) {
      if (front.inFlight() > 0) {
        awaitNothingInFlight(end);
        silentSince = clock.nanos();
      } else if (clock.nanos() - silentSince > Listener.FAREWELL.toNanos()) {
        return;
      }
      sleep();
    }
  }

  private void awaitNothingInFlight(long end) throws InterruptedException {
    while (front.inFlight() > 0 && end - clock.nanos() > 0) {
      if (front.inFlight() <= proxy.tunnels().count()) {
        // WebSocket has no end of its own: its clients connect anew, elsewhere.
        proxy.tunnels().end();
      }
      sleep();
    }
  }

  private static void sleep() throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(STEP.toNanos());
  }
}
