package io.x0.admin;

import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.ByteArrayEndPoint;

/** Makes connections of the admin socket that nobody is at the other end of. One thread. */
public final class Lines {
  /** A connection. */
  public static final class Fake {
    private final ByteArrayEndPoint endPoint = new ByteArrayEndPoint();
    private final AbstractConnection connection =
        new AbstractConnection(endPoint, Runnable::run) {
          @Override
          public void onFillable() {}
        };

    /** Returns what a call over it knows of it; each call knows it anew. */
    public Line line() {
      return new Line(connection);
    }

    /** Closes it. */
    public void close() {
      endPoint.close();
      connection.onClose(null);
    }
  }

  /** Returns a new one. */
  public Fake open() {
    return new Fake();
  }
}
