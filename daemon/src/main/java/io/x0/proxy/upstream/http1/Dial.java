package io.x0.proxy.upstream.http1;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
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
  private final LoopUpstream upstream;
  private final Http1Attempt attempt;
  private final Iterator<SocketAddress> addresses;
  private volatile @Nullable SocketChannel channel;
  private volatile boolean isGivenUp;

  /**
   * @param addresses at least one
   */
  Dial(LoopUpstream upstream, Http1Attempt attempt, List<SocketAddress> addresses) {
    this.upstream = upstream;
    this.attempt = attempt;
    this.addresses = addresses.iterator();
  }

  /** Tries the next address. */
  void next() {
    SocketAddress address = addresses.next();
    SocketChannel opened = null;
    try {
      boolean isUnix = address instanceof UnixDomainSocketAddress;
      opened = isUnix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
      if (!isUnix) {
        opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
      }
      opened.configureBlocking(false);
      channel = opened;
      if (isGivenUp) {
        IO.close(opened);
      } else if (opened.connect(address)) {
        upstream.channels().accept(opened, this);
      } else {
        upstream.channels().connect(opened, this);
      }
    } catch (IOException | RuntimeException e) {
      IO.close(opened);
      failed(e);
    }
  }

  /** Stops it; nobody is told. */
  void giveUp() {
    isGivenUp = true;
    IO.close(channel);
  }

  /** Returns the connection over an endpoint that was just connected. */
  public Connection connected(EndPoint endPoint) {
    return new Http1Connection(upstream, endPoint, attempt);
  }

  /** The backend could not be reached at this address. */
  public void failed(Throwable cause) {
    if (isGivenUp) {
      return;
    }
    if (addresses.hasNext()) {
      next();
    } else {
      attempt.onUnreachable(cause);
    }
  }
}
