package io.x0.proxy;

import java.nio.channels.SelectableChannel;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.AbstractConnector;

/**
 * Lets a listener take no more connections while it has enough. Those that come on top wait for
 * others to end, where Jetty's own limit would close one. One more than the limit may be taken: the
 * listener was waiting for it already. Thread-safe.
 */
final class ListenerLimit implements SelectorManager.AcceptListener {
  private final AbstractConnector listener;
  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicInteger open = new AtomicInteger();
  private final LongAdder accepted = new LongAdder();
  private final ConnectionLimit all;
  private volatile int most = Integer.MAX_VALUE;

  /**
   * @param all counts the connections of all listeners
   */
  ListenerLimit(AbstractConnector listener, ConnectionLimit all) {
    this.listener = listener;
    this.all = all;
  }

  /** Changes the most connections at once. */
  void change(int value) {
    most = value;
    review();
  }

  /** Returns how many connections there are. */
  int open() {
    return open.get();
  }

  /** Returns how many there have been. */
  long accepted() {
    return accepted.sum();
  }

  /** Whoever comes last sees what all others have counted. */
  void review() {
    lock.lock();
    try {
      boolean isFree = open.get() < most && !all.isFull();
      if (listener.isAccepting() != isFree) {
        listener.setAccepting(isFree);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onAccepting(SelectableChannel channel) {
    accepted.increment();
    open.incrementAndGet();
    all.enter();
    review();
  }

  @Override
  public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
    open.decrementAndGet();
    all.leave();
    review();
  }

  @Override
  public void onClosed(SelectableChannel channel) {
    open.decrementAndGet();
    all.leave();
    review();
  }
}
