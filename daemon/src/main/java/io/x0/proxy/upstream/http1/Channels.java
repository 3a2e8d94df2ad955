package io.x0.proxy.upstream.http1;

import java.nio.channels.SocketChannel;

/**
 * A selector that channels to backends are registered with. It makes an endpoint of each and the
 * connection that the {@link Dial} asks for, or tells the dial that it failed. Thread-safe.
 */
public interface Channels {
  /** Takes a channel that is being connected. */
  void connect(SocketChannel channel, Dial dial);

  /** Takes a channel that is connected. */
  void accept(SocketChannel channel, Dial dial);

  /** Runs a task after what else the selector has to do now; never, if it has stopped. */
  void later(Runnable task);
}
