package io.x0.proxy.upstream.http1;

import io.x0.proxy.upstream.KeepAliveTimes;
import java.io.IOException;
import java.time.Duration;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.NanoTime;

/** How long a connection may wait for its next request. Confined to the lock of the connection. */
final class IdleTime {
  /** How long that is at most, whatever the backend says. */
  static final Duration LONGEST = Duration.ofSeconds(30);

  /** One that was used this lately is not asked whether it is still open. */
  private static final long SHORT_NANOS = Duration.ofMillis(2).toNanos();

  private long mostNanos = LONGEST.toNanos();
  private long since;

  /** Notes what a backend says with its answer about how long it keeps the connection. */
  void learn(HttpFields answer) {
    String said = answer.get(HttpHeader.KEEP_ALIVE);
    long saidNanos = said == null ? -1 : KeepAliveTimes.idleNanos(said);
    mostNanos = saidNanos < 0 ? LONGEST.toNanos() : Math.min(saidNanos, LONGEST.toNanos());
  }

  /** Begins anew. */
  void begin() {
    since = NanoTime.now();
  }

  /** Returns whether another request may be sent over an endpoint that was idle for this time. */
  boolean allowsAnother(EndPoint endPoint) {
    if (!endPoint.isOpen()) {
      return false;
    }
    long idleNanos = NanoTime.since(since);
    if (idleNanos >= mostNanos) {
      return false;
    }
    if (idleNanos < SHORT_NANOS) {
      return true;
    }
    try {
      // Its end may have come, and the selector not have told so yet.
      return endPoint.fill(BufferUtil.allocate(1)) == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
