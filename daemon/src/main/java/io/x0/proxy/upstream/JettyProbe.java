package io.x0.proxy.upstream;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.x0.health.Probe;
import io.x0.health.ProbeResult;
import io.x0.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Checks backends, each time on a connection of its own that no request ever used or will use, with
 * a selector of its own. Thread-safe.
 *
 * <p>Jetty's HTTP client is not used: it pools. A connection that was asked for by a check that ran
 * out of time would serve the next one, which then says little about new connections.
 */
public final class JettyProbe implements Probe, AutoCloseable {
  private final Executor executor;
  private final Scheduler scheduler;
  private final ByteBufferPool buffers;
  private final Clock clock;
  private final AddressLookup lookup;
  private final ClientTls tls;
  private final Dialer dialer;
  private final HTTP2Client http2;
  private final int maxRunning;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Deque<ProbeRun> waiting = new ArrayDeque<>();

  @GuardedBy("lock")
  private int running;

  /**
   * Starts on resources that the server has too.
   *
   * @param upstreams what speaks to backends: its names and certificates are those of checks, too
   * @param maxRunning most checks at once; others wait, and their time runs when they begin
   */
  public JettyProbe(
      Executor executor,
      Scheduler scheduler,
      ByteBufferPool buffers,
      Upstreams upstreams,
      Clock clock,
      int maxRunning) {
    this.executor = executor;
    this.scheduler = scheduler;
    this.buffers = buffers;
    this.clock = clock;
    this.maxRunning = maxRunning;
    lookup = upstreams.lookup();
    tls = upstreams.tls();
    dialer = new Dialer(executor, scheduler);
    ClientConnector unused = new ClientConnector();
    unused.setExecutor(executor);
    unused.setScheduler(scheduler);
    unused.setByteBufferPool(buffers);
    http2 = new HTTP2Client(unused);
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

  Dialer dialer() {
    return dialer;
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

  /** Returns what knows how HTTP/2 is spoken; it connects nothing itself. */
  HTTP2Client http2() {
    return http2;
  }

  ClientTls tls() {
    return tls;
  }

  /** Stops; checks under way are dropped. */
  @Override
  public void close() {
    dialer.close();
  }
}
