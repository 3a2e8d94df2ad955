package io.x0.proxy.upstream;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.IO;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Makes connections for protocols that Jetty's HTTP client does not speak, with a selector of its
 * own. Thread-safe.
 */
final class Dialer implements AutoCloseable {
  /** Callers close their channel in time; this is when the selector forgets it. */
  private static final Duration CONNECT_TIMEOUT = Duration.ofMinutes(2);

  private final SelectorManager selector;

  /** Wants a connection, and is told once what came of it. */
  interface Caller {
    /** Takes the channel, to close it when time is up; false when it is not wanted any more. */
    boolean owns(SocketChannel channel);

    /** Returns the connection over an endpoint that was just connected. */
    Connection connected(EndPoint endPoint) throws IOException;

    /** The connection could not be made. */
    void failed(Throwable failure);
  }

  Dialer(Executor executor, Scheduler scheduler) {
    selector = new Selector(executor, scheduler);
    selector.setConnectTimeout(CONNECT_TIMEOUT.toMillis());
    LifeCycle.start(selector);
  }

  /** Begins to connect. */
  void dial(SocketAddress address, Caller caller) {
    SocketChannel channel = null;
    try {
      channel =
          address instanceof UnixDomainSocketAddress
              ? SocketChannel.open(StandardProtocolFamily.UNIX)
              : SocketChannel.open();
      channel.configureBlocking(false);
      if (!caller.owns(channel)) {
        return;
      }
      if (channel.connect(address)) {
        selector.accept(channel, caller);
      } else {
        selector.connect(channel, caller);
      }
    } catch (IOException | RuntimeException e) {
      IO.close(channel);
      caller.failed(e);
    }
  }

  /** Stops; connections there are close. */
  @Override
  public void close() {
    LifeCycle.stop(selector);
  }

  private static final class Selector extends SelectorManager {
    Selector(Executor executor, Scheduler scheduler) {
      super(executor, scheduler, 1);
    }

    @Override
    protected EndPoint newEndPoint(
        SelectableChannel channel, ManagedSelector selector, SelectionKey key) {
      return new SocketChannelEndPoint((SocketChannel) channel, selector, key, getScheduler());
    }

    @Override
    public Connection newConnection(SelectableChannel channel, EndPoint endPoint, Object attachment)
        throws IOException {
      return ((Caller) attachment).connected(endPoint);
    }

    @Override
    protected void connectionFailed(
        SelectableChannel channel, Throwable failure, Object attachment) {
      ((Caller) attachment).failed(failure);
    }

    @Override
    protected void onAcceptFailed(SelectableChannel channel, Throwable failure, Object attachment) {
      ((Caller) attachment).failed(failure);
    }
  }
}
