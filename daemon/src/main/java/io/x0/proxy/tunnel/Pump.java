package io.x0.proxy.tunnel;

import java.nio.ByteBuffer;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a tunnel: reads from one end when the other has taken what was read before. It
 * holds a buffer only while there is something in it. Confined to Jetty's serial callbacks.
 */
final class Pump extends IteratingCallback {
  private static final int BUFFER_BYTES = 16 * 1024;

  private final TunnelEnd from;
  private final TunnelEnd to;
  private final ByteBufferPool buffers;
  private final WebSocketTunnel tunnel;
  private final Callback readable;
  private @Nullable RetainableByteBuffer buffer;
  private boolean isEnded;
  private volatile long bytes;

  Pump(TunnelEnd from, TunnelEnd to, ByteBufferPool buffers, WebSocketTunnel tunnel) {
    this.from = from;
    this.to = to;
    this.buffers = buffers;
    this.tunnel = tunnel;
    this.readable = Callback.from(InvocationType.NON_BLOCKING, this::iterate, tunnel::end);
  }

  /** Returns how many bytes came out of it. */
  long bytes() {
    return bytes;
  }

  @Override
  protected Action process() throws Throwable {
    if (isEnded) {
      return Action.SUCCEEDED;
    }
    ByteBuffer early = from.takeEarly();
    if (early.hasRemaining()) {
      write(early);
      return Action.SCHEDULED;
    }
    RetainableByteBuffer held = buffer;
    if (held == null) {
      held = buffers.acquire(BUFFER_BYTES, true);
      buffer = held;
    }
    ByteBuffer space = held.getByteBuffer();
    BufferUtil.clear(space);
    int filled = from.getEndPoint().fill(space);
    if (filled > 0) {
      write(space);
      return Action.SCHEDULED;
    }
    release();
    if (filled == 0) {
      from.getEndPoint().fillInterested(readable);
      return Action.IDLE;
    }
    // The other direction goes on until it ends, too.
    isEnded = true;
    to.getEndPoint().shutdownOutput();
    return Action.SUCCEEDED;
  }

  private void write(ByteBuffer content) {
    long before = bytes;
    bytes = before + content.remaining();
    to.getEndPoint().write(this, content);
  }

  @Override
  protected void onCompleteSuccess() {
    tunnel.halfEnded();
  }

  @Override
  protected void onCompleteFailure(Throwable cause) {
    release();
    tunnel.end(cause);
  }

  @Override
  public InvocationType getInvocationType() {
    return InvocationType.NON_BLOCKING;
  }

  private void release() {
    RetainableByteBuffer held = buffer;
    buffer = null;
    if (held != null) {
      held.release();
    }
  }
}
