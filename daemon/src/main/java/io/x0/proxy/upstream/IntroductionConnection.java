package io.x0.proxy.upstream;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;

/**
 * Writes the header of the PROXY protocol and hands over to the connection proper. Confined to
 * Jetty's serial callbacks.
 */
final class IntroductionConnection extends AbstractConnection {
  private final byte[] header;
  private final Next next;

  /** Makes the connection that follows. */
  @FunctionalInterface
  interface Next {
    Connection make() throws IOException;
  }

  IntroductionConnection(EndPoint endPoint, byte[] header, Next next) {
    super(endPoint, Runnable::run);
    this.header = header;
    this.next = next;
  }

  @Override
  public void onOpen() {
    super.onOpen();
    getEndPoint().write(Callback.from(this::handOver, this::fail), ByteBuffer.wrap(header));
  }

  private void handOver() {
    try {
      getEndPoint().upgrade(next.make());
    } catch (IOException | RuntimeException e) {
      fail(e);
    }
  }

  private void fail(Throwable failure) {
    getEndPoint().close(failure);
  }

  @Override
  public void onFillable() {
    // It never asks for bytes: those that come early are for the connection that follows.
  }
}
