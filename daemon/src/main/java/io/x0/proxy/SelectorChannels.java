package io.x0.proxy;

import io.x0.proxy.upstream.http1.Channels;
import io.x0.proxy.upstream.http1.Dial;
import io.x0.proxy.upstream.http1.Trampoline;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.jspecify.annotations.Nullable;

/** One of the selectors of a listener, as its upstream sees it. Thread-safe. */
final class SelectorChannels implements Channels {
  /** The selector for the channel to a backend that this thread hands over. */
  private static final ThreadLocal<@Nullable ManagedSelector> DESTINATION = new ThreadLocal<>();

  private final SelectorManager selectors;
  private final ManagedSelector selector;
  private final Set<SelectableChannel> toBackends;
  private final Trampoline executor;

  /**
   * @param toBackends is told of channels that were connected at once
   */
  SelectorChannels(
      SelectorManager selectors,
      ManagedSelector selector,
      Set<SelectableChannel> toBackends,
      Trampoline executor) {
    this.selectors = selectors;
    this.selector = selector;
    this.toBackends = toBackends;
    this.executor = executor;
  }

  /** Returns the selector for what this thread hands over, or null for any. */
  static @Nullable ManagedSelector destination() {
    return DESTINATION.get();
  }

  @Override
  public void connect(SocketChannel channel, Dial dial) {
    DESTINATION.set(selector);
    try {
      selectors.connect(channel, dial);
    } finally {
      DESTINATION.remove();
    }
  }

  @Override
  public void accept(SocketChannel channel, Dial dial) {
    toBackends.add(channel);
    DESTINATION.set(selector);
    try {
      selectors.accept(channel, dial);
    } finally {
      DESTINATION.remove();
    }
  }

  @Override
  public void later(Runnable task) {
    selector.submit(open -> executor.run(task));
  }
}
