package io.x0.proxy.upstream.http1;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.x0.common.name.BackendUrl;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.util.IO;
import org.jspecify.annotations.Nullable;

/**
 * The selector of a listener, as connections to backends use it: it makes them, and keeps those that
 * are idle, the one used last in front. Thread-safe.
 */
public final class Loop {
  private final SelectorManager selectors;
  private final Trampoline executor;
  private final ByteBufferPool buffers;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Map<BackendUrl, Deque<Http1Connection>> idle = new HashMap<>();

  /**
   * @param selectors whose endpoints and connections are made by the {@link Dial} that it is handed
   * @param executor where Jetty's connections on these selectors run what they hand over
   */
  public Loop(SelectorManager selectors, Trampoline executor, ByteBufferPool buffers) {
    this.selectors = selectors;
    this.executor = executor;
    this.buffers = buffers;
  }

  Trampoline executor() {
    return executor;
  }

  ByteBufferPool buffers() {
    return buffers;
  }

  /** Returns a connection that is open and nobody's, now the caller's; null if there is none. */
  @Nullable Http1Connection take(BackendUrl url) {
    for (Http1Connection next = poll(url); next != null; next = poll(url)) {
      if (next.take()) {
        return next;
      }
    }
    return null;
  }

  private @Nullable Http1Connection poll(BackendUrl url) {
    lock.lock();
    try {
      Deque<Http1Connection> pool = idle.get(url);
      if (pool == null) {
        return null;
      }
      Http1Connection last = pool.pollLast();
      if (pool.isEmpty()) {
        idle.remove(url);
      }
      return last;
    } finally {
      lock.unlock();
    }
  }

  /** Keeps a connection for who comes next. */
  void add(Http1Connection connection) {
    lock.lock();
    try {
      idle.computeIfAbsent(connection.url(), url -> new ArrayDeque<>()).addLast(connection);
    } finally {
      lock.unlock();
    }
  }

  /** Forgets a connection that has closed. */
  void remove(Http1Connection connection) {
    lock.lock();
    try {
      Deque<Http1Connection> pool = idle.get(connection.url());
      if (pool != null && pool.remove(connection) && pool.isEmpty()) {
        idle.remove(connection.url());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Returns how many connections are idle. */
  int idle() {
    lock.lock();
    try {
      return idle.values().stream().mapToInt(Deque::size).sum();
    } finally {
      lock.unlock();
    }
  }

  /** Begins to connect; what comes of it the dial is told. */
  void dial(SocketAddress address, Dial dial) {
    SocketChannel channel = null;
    try {
      if (address instanceof UnixDomainSocketAddress) {
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      } else {
        channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      }
      channel.configureBlocking(false);
      if (!dial.owns(channel)) {
        return;
      }
      if (channel.connect(address)) {
        selectors.accept(channel, dial);
      } else {
        selectors.connect(channel, dial);
      }
    } catch (IOException | RuntimeException e) {
      IO.close(channel);
      dial.failed(e);
    }
  }
}
