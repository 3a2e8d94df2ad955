package io.x0.proxy;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
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
final class ClientEndPoint extends SocketChannelEndPoint {
  private static final int STASH_BYTES = 1024;

  private final Runnable whenClosed;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private @Nullable Watch watch;

  @GuardedBy("lock")
  private ByteBuffer stash = BufferUtil.EMPTY_BUFFER;

  @GuardedBy("lock")
  private boolean ended;

  /**
   * @param whenClosed called once
   */
  ClientEndPoint(
      SocketChannel channel,
      ManagedSelector selector,
      SelectionKey key,
      Scheduler scheduler,
      Runnable whenClosed) {
    super(channel, selector, key, scheduler);
    this.whenClosed = whenClosed;
  }

  @Override
  public void onClose(@Nullable Throwable cause) {
    super.onClose(cause);
    if (closed.compareAndSet(false, true)) {
      whenClosed.run();
    }
  }

  /**
   * Calls {@code onEnd} once if the client ends its stream before the connection reads again. Call
   * it only while a request that was read completely is being served.
   */
  void watch(Runnable onEnd) {
    Watch started = new Watch(onEnd);
    lock.lock();
    try {
      if (watch != null || ended || stash.hasRemaining()) {
        return;
      }
      watch = started;
      // In the same section: a connection that begins to read now would not find the interest to
      // cancel, and could then not register its own.
      if (!super.tryFillInterested(started)) {
        // The connection reads already: it finds the end of the stream by itself.
        watch = null;
      }
    } finally {
      lock.unlock();
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
        return BufferUtil.append(buffer, stash);
      }
      return ended ? -1 : super.fill(buffer);
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
    boolean ready;
    lock.lock();
    try {
      ready = stash.hasRemaining() || ended;
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
        ByteBuffer buffer = BufferUtil.allocate(STASH_BYTES);
        ended = ClientEndPoint.super.fill(buffer) < 0;
        stash = buffer;
        if (!ended) {
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
