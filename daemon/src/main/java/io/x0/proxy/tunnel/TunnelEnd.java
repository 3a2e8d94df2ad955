package io.x0.proxy.tunnel;

import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;

/**
 * One end of a tunnel: a connection that spoke HTTP/1.1 until both sides agreed on something else.
 * It reads nothing before its tunnel asks for it. Thread-safe like its superclass.
 */
public final class TunnelEnd extends AbstractConnection implements Connection.UpgradeTo {
  private ByteBuffer early = BufferUtil.EMPTY_BUFFER;
  private volatile @Nullable WebSocketTunnel tunnel;

  /** Makes the connection that takes over an endpoint; {@link EndPoint#upgrade} does it. */
  public TunnelEnd(EndPoint endPoint, Executor executor) {
    super(endPoint, executor);
  }

  /** Closes it, if no tunnel has begun that does so. */
  public void abandon() {
    getEndPoint().close();
  }

  /** What came behind the last message of HTTP belongs to the tunnel already. */
  @Override
  public void onUpgradeTo(@Nullable ByteBuffer buffer) {
    if (buffer != null && buffer.hasRemaining()) {
      early = buffer;
    }
  }

  @Override
  public void onOpen() {
    super.onOpen();
    WebSocketTunnel joined = tunnel;
    if (joined != null) {
      joined.opened();
    }
  }

  @Override
  public void onFillable() {
    throw new IllegalStateException("a tunnel reads with callbacks of its own");
  }

  @Override
  public boolean onIdleExpired(TimeoutException timeout) {
    WebSocketTunnel joined = tunnel;
    if (joined != null) {
      joined.end(timeout);
    }
    return joined == null;
  }

  @Override
  public void onClose(@Nullable Throwable cause) {
    super.onClose(cause);
    WebSocketTunnel joined = tunnel;
    if (joined != null) {
      joined.end(cause);
    }
  }

  void join(WebSocketTunnel joined) {
    tunnel = joined;
  }

  /** Returns what came before the tunnel began, once; empty for nothing. */
  ByteBuffer takeEarly() {
    ByteBuffer taken = early;
    early = BufferUtil.EMPTY_BUFFER;
    return taken;
  }
}
