package io.x0.proxy.upstream;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.x0.health.Probe;
import io.x0.health.ProbeResult;
import io.x0.time.Clock;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Checks backends, each time on a connection of its own that no request ever used or will use, with
 * a selector of its own. Thread-safe.
 *
 * <p>Jetty's HTTP client is not used: it pools. A connection that was asked for by a check that ran
 * out of time would serve the next one, which then says little about new connections.
 */
public final class JettyProbe implements Probe, AutoCloseable {
  /** A check closes its own channel in time; this is when the selector forgets it. */
  private static final Duration CONNECT_TIMEOUT = Duration.ofMinutes(1);

  private final Executor executor;
  private final Scheduler scheduler;
  private final ByteBufferPool buffers;
  private final Clock clock;
  private final AddressLookup lookup;
  private final SelectorManager selector;
  private final int maxRunning;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Deque<ProbeRun> waiting = new ArrayDeque<>();

  @GuardedBy("lock")
  private int running;

  /**
   * Starts on resources that the server has too.
   *
   * @param maxRunning most checks at once; others wait, and their time runs when they begin
   */
  public JettyProbe(
      Executor executor, Scheduler scheduler, ByteBufferPool buffers, Clock clock, int maxRunning) {
    this.executor = executor;
    this.scheduler = scheduler;
    this.buffers = buffers;
    this.clock = clock;
    this.maxRunning = maxRunning;
    lookup = new AddressLookup(executor);
    selector = new Selector(executor, scheduler);
    selector.setConnectTimeout(CONNECT_TIMEOUT.toMillis());
    LifeCycle.start(selector);
  }

  @Override
  public void start(Target target, Consumer<ProbeResult> done) {
    ProbeRun run = new ProbeRun(this, target, done);
    lock.lock();
    try {
      if (running == maxRunning) {
        waiting.addLast(run);
        return;
      }
      running++;
    } finally {
      lock.unlock();
    }
    execute(run::begin);
  }

  /** A check has ended: {@code tell} says so, and the next may begin. */
  void ended(Runnable tell) {
    ProbeRun next;
    lock.lock();
    try {
      next = waiting.pollFirst();
      if (next == null) {
        running--;
      }
    } finally {
      lock.unlock();
    }
    execute(tell);
    if (next != null) {
      execute(next::begin);
    }
  }

  private void execute(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      // The process stops, and nobody waits for results any more.
      return;
    }
  }

  /** Hands a channel to the selector, connected or connecting. */
  void register(SocketChannel channel, boolean connected, ProbeRun run) {
    if (connected) {
      selector.accept(channel, run);
    } else {
      selector.connect(channel, run);
    }
  }

  Executor executor() {
    return executor;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  ByteBufferPool buffers() {
    return buffers;
  }

  Clock clock() {
    return clock;
  }

  AddressLookup lookup() {
    return lookup;
  }

  /** Stops; checks under way are dropped. */
  @Override
  public void close() {
    LifeCycle.stop(selector);
  }

  private static final class Selector extends SelectorManager {
    Selector(Executor executor, Scheduler scheduler) {
      super(executor, scheduler, 1);
    }

    @Override
    protected EndPoint newEndPoint(
        SelectableChannel channel, ManagedSelector selector, SelectionKey key) {
      return new SocketChannelEndPoint((SocketChannel) channel, selector, key, getScheduler());
    }

    @Override
    public Connection newConnection(
        SelectableChannel channel, EndPoint endPoint, Object attachment) {
      return ((ProbeRun) attachment).onConnected(endPoint);
    }

    @Override
    protected void connectionFailed(
        SelectableChannel channel, Throwable failure, Object attachment) {
      ((ProbeRun) attachment).onFailure(failure);
    }

    @Override
    protected void onAcceptFailed(SelectableChannel channel, Throwable failure, Object attachment) {
      ((ProbeRun) attachment).onFailure(failure);
    }
  }
}
