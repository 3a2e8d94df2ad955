package io.x0.proxy.upstream.http1;

import io.x0.common.name.BackendUrl;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Iterator;
import java.util.List;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.IO;
import org.jspecify.annotations.Nullable;

/**
 * One try to connect to a backend, at one of its addresses after the other. Thread-safe: its steps
 * follow each other, and it may be given up at any time between.
 */
public final class Dial {
  private final Loop loop;
  private final BackendUrl url;
  private final Http1Attempt attempt;
  private final Iterator<SocketAddress> addresses;
  private volatile @Nullable SocketChannel channel;
  private volatile boolean isGivenUp;

  /**
   * @param addresses at least one
   */
  Dial(Loop loop, BackendUrl url, Http1Attempt attempt, List<SocketAddress> addresses) {
    this.loop = loop;
    this.url = url;
    this.attempt = attempt;
    this.addresses = addresses.iterator();
  }

  void start() {
    loop.dial(addresses.next(), this);
  }

  /** Takes the channel, to close it when it is given up; false when it is not wanted any more. */
  boolean owns(SocketChannel opened) {
    channel = opened;
    if (isGivenUp) {
      IO.close(opened);
      return false;
    }
    return true;
  }

  /** Stops it; nobody is told. */
  void giveUp() {
    isGivenUp = true;
    IO.close(channel);
  }

  /** Returns the connection over an endpoint that was just connected. */
  public Connection connected(EndPoint endPoint) {
    return new Http1Connection(loop, url, endPoint, attempt);
  }

  /** The backend could not be reached at this address. */
  public void failed(Throwable cause) {
    if (isGivenUp) {
      return;
    }
    if (addresses.hasNext()) {
      loop.dial(addresses.next(), this);
    } else {
      attempt.onUnreachable(cause);
    }
  }
}
