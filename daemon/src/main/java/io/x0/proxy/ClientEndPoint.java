package io.x0.proxy;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.x0.proxy.upstream.Upstream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.CyclicTimeouts;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection that can tell when the client leaves while its request is being served.
 * Thread-safe like its superclass.
 *
 * <p>HTTP/1.1 does not read while it serves, so Jetty would notice a departed client only when it
 * writes. {@link #watch} asks the selector for one read in that time. What the read finds is either
 * the end of the stream (the client left, or at least sends no more), or the beginning of a
 * pipelined request, which is kept for the next {@link #fill}. As soon as the connection itself
 * wants to read again the watch is over.
 */
final class ClientEndPoint extends ThriftyEndPoint implements CyclicTimeouts.Expirable {
  private static final int STASH_BYTES = 1024;

  private static final long NEVER = Long.MAX_VALUE;

  private static final byte[] TIMEOUT =
      """
      HTTP/1.1 408 Request Timeout\r
      Connection: close\r
      Content-Type: text/plain;charset=utf-8\r
      Content-Length: 54\r
      \r
      408 Request Timeout: the head of the request was slow
      """
          .getBytes(StandardCharsets.US_ASCII);

  private final HeadDeadlines heads;
  private final Upstream upstream;

  /** Requests whose head is complete and whose answer is not; -1 when the deadline has won. */
  private final AtomicInteger requests = new AtomicInteger();

  private volatile long headNanos = NEVER;
  private volatile boolean heard;

  /** How long it may be silent between requests since the proxy drains; null before. */
  private volatile @Nullable Duration farewell;

  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private @Nullable Watch watch;

  @GuardedBy("lock")
  private ByteBuffer stash = BufferUtil.EMPTY_BUFFER;

  @GuardedBy("lock")
  private boolean ended;

  ClientEndPoint(
      SocketChannel channel,
      ManagedSelector selector,
      SelectionKey key,
      Scheduler scheduler,
      HeadDeadlines heads,
      Upstream upstream) {
    super(channel, selector, key, scheduler);
    this.heads = heads;
    this.upstream = upstream;
  }

  /** Returns the way to backends on its selector. */
  Upstream upstream() {
    return upstream;
  }

  /** Returns the client's connection that carries an endpoint, below TLS; null if none does. */
  static @Nullable ClientEndPoint of(EndPoint endPoint) {
    EndPoint inner = endPoint;
    while (!(inner instanceof ClientEndPoint)) {
      if (inner instanceof SslConnection.SslEndPoint secure) {
        inner = secure.getSslConnection().getEndPoint();
      } else if (inner instanceof EndPoint.Wrapper wrapper) {
        inner = wrapper.unwrap();
      } else {
        return null;
      }
    }
    return (ClientEndPoint) inner;
  }

  /** Returns the connection to watch; null for HTTP/2, which reads all the time and tells. */
  static @Nullable ClientEndPoint toWatch(Request request) {
    ConnectionMetaData connection = request.getConnectionMetaData();
    return connection.getHttpVersion() == HttpVersion.HTTP_2
        ? null
        : of(connection.getConnection().getEndPoint());
  }

  @Override
  public void onOpen() {
    super.onOpen();
    heads.add(this);
    arm(heads.head());
  }

  private void arm(Duration within) {
    headNanos = CyclicTimeouts.Expirable.calcExpireNanoTime(within.toMillis());
    heads.schedule(this);
  }

  @Override
  public long getExpireNanoTime() {
    return headNanos;
  }

  /** The head of a request is complete. Returns false if it was too late. */
  boolean beginRequest() {
    int before;
    do {
      before = requests.get();
      if (before < 0) {
        return false;
      }
    } while (!requests.compareAndSet(before, before + 1));
    headNanos = NEVER;
    if (farewell != null) {
      setIdleTimeout(heads.idle().toMillis());
    }
    return true;
  }

  /**
   * A request has ended.
   *
   * @param isMultiplexed whether the connection always reads, so that the next head has no
   *     beginning that could be told from other things the client sends
   */
  void endRequest(boolean isMultiplexed) {
    if (requests.get() == 1) {
      heard = false;
      if (isMultiplexed) {
        arm(heads.idle());
      }
    }
    if (requests.decrementAndGet() == 0) {
      closeIfSilent();
    }
  }

  /** Closes the connection after a silence, as soon as no request is on its way. */
  void drain(Duration silence) {
    farewell = silence;
    if (requests.get() == 0) {
      closeIfSilent();
    }
  }

  private void closeIfSilent() {
    Duration silence = farewell;
    if (silence == null) {
      return;
    }
    setIdleTimeout(silence.toMillis());
    if (requests.get() > 0) {
      // One has begun meanwhile, and may have found the longer time still there.
      setIdleTimeout(heads.idle().toMillis());
    }
  }

  /** Ends the connection, unless the head is complete now. Returns whether it did. */
  boolean expireHead() {
    headNanos = NEVER;
    if (!requests.compareAndSet(0, -1)) {
      return false;
    }
    Connection connection = getConnection();
    if (connection instanceof SslConnection secure) {
      connection = secure.getSslEndPoint().getConnection();
    }
    if (connection instanceof HttpConnection http && !http.getParser().isStart()) {
      heads.answered408();
      EndPoint client = http.getEndPoint();
      client.write(Callback.from(client::close, client::close), ByteBuffer.wrap(TIMEOUT));
      // A client that does not even take this is closed when it is idle.
      client.setIdleTimeout(Math.max(1, heads.head().toMillis()));
    } else {
      close();
    }
    return true;
  }

  @Override
  public void onClose(@Nullable Throwable cause) {
    super.onClose(cause);
    headNanos = NEVER;
    heads.remove(this);
  }

  /**
   * Calls {@code onEnd} once if the client ends its stream before the connection reads again. Call
   * it only while a request that was read completely is being served.
   */
  void watch(Runnable onEnd) {
    Watch started = new Watch(onEnd);
    lock.lock();
    try {
      if (watch == null && !ended) {
        watchOn(started);
      }
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void watchOn(Watch next) {
    if (BufferUtil.space(stash) == 0 && stash.hasRemaining()) {
      return;
    }
    watch = next;
    // In the same section: a connection that begins to read now would not find the interest to
    // cancel, and could then not register its own.
    if (!super.tryFillInterested(next)) {
      // The connection reads already: it finds the end of the stream by itself.
      watch = null;
    }
  }

  /** Ends the watch, if there is one. */
  void unwatch() {
    lockedEndWatch();
  }

  @Override
  public int fill(ByteBuffer buffer) throws IOException {
    lock.lock();
    try {
      endWatch();
      if (stash.hasRemaining()) {
        heard = true;
        return BufferUtil.append(buffer, stash);
      }
      if (isEmptied() && requests.get() == 0 && !ended) {
        // Between requests there is always somebody who asks the selector next.
        return 0;
      }
      int filled = ended ? -1 : super.fill(buffer);
      if (filled > 0) {
        heard = true;
      }
      return filled;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void fillInterested(Callback callback) {
    lockedEndWatch();
    super.fillInterested(callback);
  }

  @Override
  public boolean tryFillInterested(Callback callback) {
    lockedEndWatch();
    return super.tryFillInterested(callback);
  }

  /** A watch is not a read of the connection's: Jetty would abort an exchange that left one. */
  @Override
  public boolean isFillInterested() {
    lock.lock();
    try {
      return watch == null && super.isFillInterested();
    } finally {
      lock.unlock();
    }
  }

  @Override
  protected void needsFillInterest() {
    if (heard && headNanos == NEVER && requests.get() == 0) {
      // The head has begun, and what came of it is not all.
      arm(heads.head());
    }
    boolean ready;
    lock.lock();
    try {
      // What is kept is for the connection; a watch has seen it, and would see it without end.
      ready = watch == null && (stash.hasRemaining() || ended);
    } finally {
      lock.unlock();
    }
    if (ready) {
      // The selector would never report what was read already.
      getFillInterest().fillable();
    } else {
      super.needsFillInterest();
    }
  }

  private void lockedEndWatch() {
    lock.lock();
    try {
      endWatch();
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void endWatch() {
    if (watch != null) {
      watch = null;
      // The connection registers an interest of its own only after this, so this one is ours.
      getFillInterest().onFail(new WatchOverException());
    }
  }

  private final class Watch implements Callback {
    private final Runnable onEnd;

    Watch(Runnable onEnd) {
      this.onEnd = onEnd;
    }

    @Override
    public void succeeded() {
      lock.lock();
      try {
        if (watch != this) {
          return;
        }
        watch = null;
        if (!stash.hasRemaining()) {
          stash = BufferUtil.allocate(STASH_BYTES);
        }
        ended = ClientEndPoint.super.fill(stash) < 0;
        if (!ended) {
          // The end may follow: within TLS a farewell comes before it.
          watchOn(this);
          return;
        }
      } catch (IOException e) {
        ended = true;
      } finally {
        lock.unlock();
      }
      onEnd.run();
    }

    @Override
    public void failed(Throwable cause) {
      // The watch is over, or the endpoint is closed and everybody else is told.
    }

    @Override
    public InvocationType getInvocationType() {
      return InvocationType.NON_BLOCKING;
    }
  }

  /** Says that a watch was cancelled; nobody looks at its stack trace, so it has none. */
  private static final class WatchOverException extends IOException {
    private static final long serialVersionUID = 1L;

    @Override
    public Throwable fillInStackTrace() {
      return this;
    }
  }
}
