package io.x0.proxy.upstream;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.client.Connection;
import org.eclipse.jetty.client.ConnectionPool;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.DuplexConnectionPool;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.NanoTime;
import org.jspecify.annotations.Nullable;

/**
 * How long backends keep idle connections, as they say with {@code Keep-Alive: timeout=}: a
 * connection is given up a second before. Thread-safe.
 *
 * <p>An idle connection is always watched by the selector, so that one that its backend has closed
 * leaves the pool; this is for those that are closed at the very moment they are wanted.
 */
public final class KeepAliveTimes {
  private static final Pattern TIMEOUT =
      Pattern.compile("(?:^|[,;])\\s*timeout\\s*=\\s*\"?([0-9]{1,6})\"?\\s*(?:$|[,;])");
  private static final Duration MARGIN = Duration.ofSeconds(1);

  private final Map<Connection, Lease> leases = new ConcurrentHashMap<>();

  /**
   * Until when a connection may be used again.
   *
   * @param idleNanos how long it may be idle
   * @param since when it became idle at the earliest
   */
  private record Lease(long idleNanos, long since) {
    boolean isOver() {
      return NanoTime.since(since) >= idleNanos;
    }
  }

  /** Notes what a backend says with its answer about how long it keeps the connection. */
  void learn(@Nullable Connection connection, HttpFields answer) {
    String value = answer.get(HttpHeader.KEEP_ALIVE);
    long idleNanos = value == null ? -1 : idleNanos(value);
    if (connection == null) {
      return;
    }
    if (idleNanos >= 0) {
      leases.put(connection, new Lease(idleNanos, NanoTime.now()));
    } else {
      leases.remove(connection);
    }
  }

  /** Begins the idle time of a connection, whose answer has come to its end. */
  void restart(@Nullable Connection connection) {
    if (connection != null) {
      leases.computeIfPresent(connection, (c, lease) -> new Lease(lease.idleNanos, NanoTime.now()));
    }
  }

  /** Returns how long a connection may be idle, a second less than it says; -1 if it does not. */
  public static long idleNanos(String keepAlive) {
    Matcher timeout = TIMEOUT.matcher(keepAlive);
    if (!timeout.find()) {
      return -1;
    }
    long seconds = Long.parseLong(timeout.group(1));
    return Math.max(0, TimeUnit.SECONDS.toNanos(seconds) - MARGIN.toNanos());
  }

  /** Returns a pool of connections whose time is not over. */
  ConnectionPool pool(Destination destination, int maxConnections) {
    return new Pool(destination, maxConnections);
  }

  private final class Pool extends DuplexConnectionPool {
    Pool(Destination destination, int maxConnections) {
      super(destination, maxConnections);
    }

    @Override
    protected @Nullable Connection activate() {
      while (true) {
        Connection connection = super.activate();
        Lease lease = connection == null ? null : leases.get(connection);
        if (connection == null || lease == null || !lease.isOver()) {
          return connection;
        }
        // Closing removes it from the pool.
        connection.close();
      }
    }

    @Override
    protected void onRemoved(@Nullable Connection connection) {
      // A pool that closes while a connection is being made has none for its place.
      if (connection != null) {
        leases.remove(connection);
        super.onRemoved(connection);
      }
    }
  }
}
