package io.x0.proxy;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a listener does when the system lets it accept nothing, for want of descriptors most of all:
 * it waits, but for less long than Jetty would. Confined to the acceptor's thread.
 */
final class AcceptPause {
  private static final Logger LOG = LoggerFactory.getLogger(AcceptPause.class);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final int FAILURES_A_LINE = 100;

  private final ListenAddress address;
  private int failures;

  AcceptPause(ListenAddress address) {
    this.address = address;
  }

  /** Returns whether that is the system's doing, and no end of the listener. */
  boolean isFor(Throwable cause) {
    return cause instanceof IOException && !(cause instanceof ClosedChannelException);
  }

  /** Waits a moment; returns true, as it goes on then. */
  boolean take(Throwable cause) {
    if (failures++ % FAILURES_A_LINE == 0) {
      LOG.warn(
          "{}: no connection can be accepted: {} (raise ulimit -n, or LimitNOFILE of the service)",
          address,
          cause.getMessage());
    }
    LockSupport.parkNanos(PAUSE.toNanos());
    return true;
  }
}
