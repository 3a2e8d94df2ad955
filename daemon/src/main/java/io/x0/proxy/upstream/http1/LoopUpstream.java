package io.x0.proxy.upstream.http1;

import io.x0.common.name.BackendUrl;
import io.x0.proxy.upstream.AddressLookup;
import io.x0.proxy.upstream.Deadlines;
import io.x0.proxy.upstream.Upstream.Attempt;
import io.x0.proxy.upstream.Upstream.Observer;
import io.x0.proxy.upstream.Upstream.Outgoing;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * HTTP/1.1 over TCP and UNIX sockets to backends, on the selector of the client's connection: a
 * request and its answer need no other thread. Thread-safe.
 *
 * <p>Bodies are streamed both ways, each side no faster than the other takes it. Framing is written
 * anew; a connection whose framing is in doubt serves nobody else.
 */
public final class LoopUpstream implements AutoCloseable {
  private final AddressLookup lookup;
  private final Set<Http1Attempt> active = ConcurrentHashMap.newKeySet();
  private final Deadlines<Http1Attempt> deadlines;

  public LoopUpstream(Scheduler scheduler, AddressLookup lookup) {
    this.lookup = lookup;
    this.deadlines = new Deadlines<>(scheduler, active::iterator);
  }

  /** Starts an attempt on a loop. */
  public Attempt send(Loop loop, Outgoing request, Observer observer) {
    Http1Attempt attempt = new Http1Attempt(this, request, observer);
    active.add(attempt);
    try {
      attempt.start(loop);
    } catch (RuntimeException e) {
      end(attempt);
      throw e;
    }
    return attempt;
  }

  void find(BackendUrl url, Consumer<List<SocketAddress>> found, Consumer<Throwable> unknown) {
    if (url.isUnix()) {
      found.accept(List.of(UnixDomainSocketAddress.of(url.path())));
      return;
    }
    lookup.find(
        url.host(),
        addresses -> {
          List<SocketAddress> all = new ArrayList<>(addresses.size());
          addresses.forEach(address -> all.add(new InetSocketAddress(address, url.port())));
          found.accept(all);
        },
        () -> unknown.accept(new UnknownHostException(url.host())));
  }

  void schedule(Http1Attempt attempt) {
    deadlines.schedule(attempt);
  }

  void end(Http1Attempt attempt) {
    active.remove(attempt);
  }

  @Override
  public void close() {
    deadlines.destroy();
  }
}
