package io.x0.admin;

import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.Connection;

/** The connection of the admin socket that a call came over. Thread-safe. */
public final class Line {
  private final Connection connection;
  private volatile boolean isHeld;

  Line(Connection connection) {
    this.connection = connection;
  }

  /**
   * Lets the connection be silent for longer than others, after the call, and runs {@code onEnd}
   * once when it is closed, or at once when it is.
   */
  public void hold(Runnable onEnd) {
    isHeld = true;
    AtomicBoolean ended = new AtomicBoolean();
    Runnable once =
        () -> {
          if (ended.compareAndSet(false, true)) {
            onEnd.run();
          }
        };
    connection.addEventListener(
        new Connection.Listener() {
          @Override
          public void onClosed(Connection closed) {
            once.run();
          }
        });
    if (!connection.getEndPoint().isOpen()) {
      once.run();
    }
  }

  boolean isHeld() {
    return isHeld;
  }

  /** Returns whether this is the connection of {@code other}. */
  public boolean isSame(Line other) {
    return connection == other.connection;
  }
}
