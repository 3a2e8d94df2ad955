package io.x0.proxy.upstream;

import io.x0.common.name.BackendUrl;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a FastCGI backend. It reads when its attempt wants it to, and while it is idle,
 * to notice its end. Reading is confined to Jetty's serial callbacks; the rest is thread-safe.
 */
final class FastCgiConnection extends AbstractConnection {
  private static final int BUFFER_BYTES = 16 * 1024;

  /** How long an unused connection is kept. */
  private static final Duration IDLE = Duration.ofSeconds(30);

  private final FastCgiUpstream upstream;
  private final BackendUrl url;
  private volatile @Nullable FastCgiAttempt attempt;
  private volatile boolean reused;

  FastCgiConnection(
      FastCgiUpstream upstream, BackendUrl url, EndPoint endPoint, FastCgiAttempt first) {
    super(endPoint, upstream.resources().executor());
    this.upstream = upstream;
    this.url = url;
    this.attempt = first;
  }

  BackendUrl url() {
    return url;
  }

  /** Returns whether it has served another request before. */
  boolean isReused() {
    return reused;
  }

  @Override
  public void onOpen() {
    super.onOpen();
    FastCgiAttempt first = attempt;
    if (first != null) {
      first.begin(this);
    }
  }

  /** Serves another request. */
  void serve(FastCgiAttempt next) {
    reused = true;
    attempt = next;
    getEndPoint().setIdleTimeout(0);
    next.begin(this);
  }

  /** The request has ended and nothing is left of it: the connection waits for the next. */
  void rest() {
    attempt = null;
    getEndPoint().setIdleTimeout(IDLE.toMillis());
    upstream.keep(this);
    awaitBytes();
  }

  void write(Callback callback, ByteBuffer... bytes) {
    getEndPoint().write(callback, bytes);
  }

  /** Reads when there is something to read; asking twice is asking once. */
  void awaitBytes() {
    tryFillInterested(Callback.from(InvocationType.NON_BLOCKING, this::onFillable, this::onBroken));
  }

  @Override
  public void onFillable() {
    FastCgiAttempt current = attempt;
    if (current == null) {
      // Whatever comes now, end or bytes: nobody asked for it.
      close();
      return;
    }
    RetainableByteBuffer buffer = upstream.resources().buffers().acquire(BUFFER_BYTES, true);
    try {
      int filled = getEndPoint().fill(buffer.getByteBuffer());
      if (filled > 0) {
        current.onBytes(buffer);
      } else if (filled == 0) {
        awaitBytes();
      } else {
        current.onEnd();
      }
    } catch (IOException e) {
      current.onBroken(e);
    } finally {
      buffer.release();
    }
  }

  private void onBroken(Throwable failure) {
    FastCgiAttempt current = attempt;
    if (current == null) {
      close();
    } else {
      current.onBroken(failure);
    }
  }

  @Override
  public void onClose(@Nullable Throwable cause) {
    super.onClose(cause);
    upstream.forget(this);
  }
}
