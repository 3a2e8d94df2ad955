package io.x0.proxy;

import io.x0.stats.Ending;
import io.x0.stats.EndingCounts;
import java.time.Duration;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.CyclicTimeouts;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Ends connections whose client does not bring the head of a request to its end in time. One timer
 * for all of them. Thread-safe.
 */
final class HeadDeadlines {
  private final Set<ClientEndPoint> open = ConcurrentHashMap.newKeySet();
  private final CyclicTimeouts<ClientEndPoint> timeouts;
  private final AtomicLong expired = new AtomicLong();
  private final EndingCounts endings;
  private volatile Limits limits;

  /**
   * @param endings counts the requests whose heads were slow
   */
  HeadDeadlines(Scheduler scheduler, Limits limits, EndingCounts endings) {
    this.limits = limits;
    this.endings = endings;
    this.timeouts =
        new CyclicTimeouts<>(scheduler) {
          @Override
          protected Iterator<ClientEndPoint> iterator() {
            return open.iterator();
          }

          @Override
          protected boolean onExpired(ClientEndPoint client) {
            if (client.expireHead()) {
              expired.incrementAndGet();
            }
            return false;
          }
        };
  }

  /** Brings other limits into force for heads that begin. */
  void limit(Limits next) {
    limits = next;
  }

  /** Returns how long a head may take. */
  Duration head() {
    return limits.headTime();
  }

  /** Returns how long a connection of HTTP/2 may be without a request. */
  Duration idle() {
    return limits.keepAliveIdle();
  }

  /** A client was told that the head of its request is slow. */
  void answered408() {
    endings.count(Ending.CLIENT_SLOW_REQUEST);
  }

  /** Returns how many connections were ended. */
  long expired() {
    return expired.get();
  }

  void add(ClientEndPoint client) {
    open.add(client);
  }

  void remove(ClientEndPoint client) {
    open.remove(client);
  }

  void schedule(ClientEndPoint client) {
    timeouts.schedule(client);
  }

  void stop() {
    timeouts.destroy();
  }
}
