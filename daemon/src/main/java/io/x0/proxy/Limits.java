package io.x0.proxy;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * What one client may take. Immutable.
 *
 * @param connections most connections of clients at once, on all listeners; 0 means no limit
 * @param keepAliveIdle longest silence of a client between two requests
 * @param keepAliveRequests most requests on one connection; 0 means no limit
 * @param uriBytes longest path and query
 * @param headerBytes largest header of a request, with its first line
 * @param headerCount most header fields
 * @param bodyBytes largest body; 0 means no limit
 * @param headTime longest time for a complete head, and for the handshake of TLS before it
 * @param bodyRate how slowly a body may come
 */
public record Limits(
    int connections,
    Duration keepAliveIdle,
    int keepAliveRequests,
    int uriBytes,
    int headerBytes,
    int headerCount,
    long bodyBytes,
    Duration headTime,
    BodyRate bodyRate) {

  /**
   * How slowly a body may come. Immutable.
   *
   * @param bytes the least per second that it is waited for; 0 means no limit
   * @param grace how long it is waited for before that counts
   */
  public record BodyRate(int bytes, Duration grace) {
    private static final double SECOND = 1e9;

    public BodyRate {
      check("bodyRate", bytes >= 0 && !grace.isNegative());
    }

    /** Returns whether a body that has been waited for may go on. */
    boolean allows(long received, long waitedNanos) {
      return bytes == 0
          || waitedNanos <= grace.toNanos()
          || received >= bytes * (waitedNanos / SECOND);
    }
  }

  /** What holds when the configuration does not say. */
  public static final Limits DEFAULT =
      new Limits(
          0,
          Duration.ofSeconds(60),
          0,
          8 * 1024,
          16 * 1024,
          128,
          0,
          Duration.ofSeconds(10),
          new BodyRate(100, Duration.ofSeconds(10)));

  public Limits {
    check("connections", connections >= 0);
    check("keepAliveIdle", keepAliveIdle.toMillis() > 0);
    check("keepAliveRequests", keepAliveRequests >= 0);
    check("uriBytes", uriBytes > 0);
    check("headerBytes", headerBytes > 0);
    check("headerCount", headerCount > 0);
    check("bodyBytes", bodyBytes >= 0);
    check("headTime", headTime.toMillis() > 0);
  }

  private static void check(String name, boolean isGood) {
    if (!isGood) {
      throw new IllegalArgumentException(name + " is out of range");
    }
  }

  /** Returns these with as many connections. */
  public Limits withConnections(int value) {
    return with(draft -> draft.connections = value);
  }

  /** Returns these with another silence between requests. */
  public Limits withKeepAliveIdle(Duration value) {
    return with(draft -> draft.keepAliveIdle = value);
  }

  /** Returns these with as many requests on a connection. */
  public Limits withKeepAliveRequests(int value) {
    return with(draft -> draft.keepAliveRequests = value);
  }

  /** Returns these with another longest path and query. */
  public Limits withUriBytes(int value) {
    return with(draft -> draft.uriBytes = value);
  }

  /** Returns these with another largest header. */
  public Limits withHeaderBytes(int value) {
    return with(draft -> draft.headerBytes = value);
  }

  /** Returns these with as many header fields. */
  public Limits withHeaderCount(int value) {
    return with(draft -> draft.headerCount = value);
  }

  /** Returns these with another largest body. */
  public Limits withBodyBytes(long value) {
    return with(draft -> draft.bodyBytes = value);
  }

  /** Returns these with another time for a head. */
  public Limits withHeadTime(Duration value) {
    return with(draft -> draft.headTime = value);
  }

  /** Returns these with another least rate of a body. */
  public Limits withBodyRate(BodyRate value) {
    return with(draft -> draft.bodyRate = value);
  }

  private Limits with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.finished();
  }

  /** The same while it is changed. Confined to one thread. */
  private static final class Draft {
    private int connections;
    private Duration keepAliveIdle;
    private int keepAliveRequests;
    private int uriBytes;
    private int headerBytes;
    private int headerCount;
    private long bodyBytes;
    private Duration headTime;
    private BodyRate bodyRate;

    Draft(Limits limits) {
      connections = limits.connections;
      keepAliveIdle = limits.keepAliveIdle;
      keepAliveRequests = limits.keepAliveRequests;
      uriBytes = limits.uriBytes;
      headerBytes = limits.headerBytes;
      headerCount = limits.headerCount;
      bodyBytes = limits.bodyBytes;
      headTime = limits.headTime;
      bodyRate = limits.bodyRate;
    }

    Limits finished() {
      return new Limits(
          connections,
          keepAliveIdle,
          keepAliveRequests,
          uriBytes,
          headerBytes,
          headerCount,
          bodyBytes,
          headTime,
          bodyRate);
    }
  }
}
