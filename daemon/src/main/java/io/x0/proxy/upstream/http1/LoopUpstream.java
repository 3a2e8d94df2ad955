package io.x0.proxy.upstream.http1;

import io.x0.common.name.BackendUrl;
import io.x0.common.name.BackendUrl.Protocol;
import io.x0.proxy.upstream.AddressLookup;
import io.x0.proxy.upstream.Deadlines;
import io.x0.proxy.upstream.Upstream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * HTTP/1.1 over TCP and UNIX sockets to backends, on the selector of the client's connection: a
 * request and its answer need no other thread. What else is spoken goes to the general upstream.
 * Thread-safe.
 *
 * <p>Bodies are streamed both ways, each side no faster than the other takes it. Framing is written
 * anew; a connection whose framing is in doubt serves nobody else.
 */
public final class LoopUpstream implements Upstream, AutoCloseable {
  private final Common common;
  private final Channels channels;
  private final IdleConnections idle = new IdleConnections();
  private final Set<Http1Attempt> active = ConcurrentHashMap.newKeySet();
  private final Deadlines<Http1Attempt> deadlines;
  private final CompletableFuture<Void> quiet = new CompletableFuture<>();
  private volatile boolean isToBeQuiet;
  private volatile boolean isClosed;

  /**
   * What those of all selectors share. Immutable.
   *
   * @param general speaks what this does not
   * @param lookup finds the addresses of backends
   * @param executor of Jetty's connections on these selectors
   * @param scheduler runs the deadlines
   * @param buffers what is read goes there
   */
  public record Common(
      Upstream general,
      AddressLookup lookup,
      Trampoline executor,
      Scheduler scheduler,
      ByteBufferPool buffers) {}

  /** Makes the upstream of one selector. */
  public LoopUpstream(Common common, Channels channels) {
    this.common = common;
    this.channels = channels;
    this.deadlines = new Deadlines<>(common.scheduler(), active::iterator);
  }

  @Override
  public Attempt send(Outgoing request, Observer observer) {
    if (request.url().protocol() != Protocol.HTTP || request.asksForWebSocket() || isClosed) {
      return common.general().send(request, observer);
    }
    Http1Attempt attempt = new Http1Attempt(this, request, observer);
    active.add(attempt);
    attempt.start();
    if (isClosed) {
      attempt.onStopped();
    }
    return attempt;
  }

  /** Finds the addresses of a backend, at least one. */
  void find(BackendUrl url, Consumer<List<SocketAddress>> found, Consumer<Throwable> unknown) {
    if (url.isUnix()) {
      found.accept(List.of(UnixDomainSocketAddress.of(url.path())));
      return;
    }
    common
        .lookup()
        .find(
            url.host(),
            addresses -> {
              List<SocketAddress> all = new ArrayList<>(addresses.size());
              addresses.forEach(address -> all.add(new InetSocketAddress(address, url.port())));
              found.accept(all);
            },
            () -> unknown.accept(new UnknownHostException(url.host())));
  }

  Channels channels() {
    return channels;
  }

  IdleConnections idle() {
    return idle;
  }

  Trampoline executor() {
    return common.executor();
  }

  /** Runs a task that no callback of a selector waits for. */
  void execute(Runnable task) {
    try {
      common.executor().execute(task);
    } catch (RejectedExecutionException e) {
      // The process stops; who is told here gives back what it holds.
      task.run();
    }
  }

  ByteBufferPool buffers() {
    return common.buffers();
  }

  /** Looks at the deadline of an attempt again. */
  void schedule(Http1Attempt attempt) {
    deadlines.schedule(attempt);
  }

  /** Nothing more is expected of an attempt. */
  void ended(Http1Attempt attempt) {
    active.remove(attempt);
    if (isToBeQuiet && active.isEmpty()) {
      quiet.complete(null);
    }
  }

  /** Is done at the first moment from now on in which no attempt is under way. */
  public CompletableFuture<Void> quiet() {
    isToBeQuiet = true;
    if (active.isEmpty()) {
      quiet.complete(null);
    }
    return quiet;
  }

  /** Its selector has stopped: what is under way ends, what comes goes the general way. */
  @Override
  public void close() {
    isClosed = true;
    deadlines.destroy();
    active.forEach(Http1Attempt::onStopped);
  }
}
