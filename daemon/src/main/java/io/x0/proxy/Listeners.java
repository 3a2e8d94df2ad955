package io.x0.proxy;

import io.x0.proxy.upstream.http1.LoopUpstream;
import io.x0.stats.EndingCounts;
import io.x0.unix.SocketAccess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listening addresses, which come and go while the proxy runs. Changes are for one thread at a
 * time; the rest is thread-safe.
 */
final class Listeners {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  private final Server server;
  private final LoopUpstream.Common upstream;
  // Operators may ask for the listeners while x0d still binds them.
  private final List<Listener> open = new CopyOnWriteArrayList<>();

  private final ConnectionLimit connections;
  private final HeadDeadlines heads;
  private final ThreadPool.SizedThreadPool threads;

  /** What the pool may have beside the threads that listeners have for themselves. */
  private final int otherThreads;

  /** Those that have threads, be it that they serve only whom they have accepted before. */
  private final AtomicInteger started = new AtomicInteger();

  /** What the descriptors of the process are enough for. */
  private final Descriptors possible = Descriptors.now();

  private volatile boolean isShared;
  private volatile Limits limits;
  private volatile Map<ListenAddress, Wire> wires = Map.of();

  /**
   * @param endings counts requests that end before they are any
   */
  Listeners(Server server, Limits limits, EndingCounts endings, LoopUpstream.Common upstream) {
    this.server = server;
    this.threads = (ThreadPool.SizedThreadPool) server.getThreadPool();
    this.otherThreads = threads.getMaxThreads();
    this.upstream = upstream;
    this.limits = limits;
    this.connections =
        new ConnectionLimit(connections(limits), () -> open.forEach(Listener::reviewConnections));
    this.heads = new HeadDeadlines(server.getScheduler(), limits, endings);
  }

  private int connections(Limits limits) {
    int asked = limits.connections();
    int allowed = possible.connections(asked);
    if (asked > allowed) {
      LOG.warn(
          "max_connections {} is more than the limit of open files allows: {} it is (raise it"
              + " with ulimit -n, or LimitNOFILE of the service)",
          asked,
          allowed);
    } else if (possible.usual() > 0 && allowed > possible.usual()) {
      LOG.warn(
          "max_connections {} leaves {} open files for connections to backends (raise the limit"
              + " with ulimit -n, or LimitNOFILE of the service)",
          asked,
          possible.most() - allowed);
    }
    return allowed;
  }

  /** Says what is spoken on each address; in the clear on those that are not named. */
  void speak(Map<ListenAddress, Wire> next) {
    wires = Map.copyOf(next);
    open.forEach(listener -> listener.speak(wire(listener)));
  }

  private Wire wire(Listener listener) {
    return wires.getOrDefault(listener.asked(), Wire.PLAIN);
  }

  /** Returns the connections of clients there are. */
  ConnectionLimit connections() {
    return connections;
  }

  /** Returns what ends slow heads. */
  HeadDeadlines heads() {
    return heads;
  }

  /** Brings other limits into force, for connections that come. */
  void limit(Limits next) {
    limits = next;
    connections.max(connections(next));
    heads.limit(next);
    open.forEach(listener -> listener.limit(next));
  }

  /** New addresses that are bound, but serve nobody yet; ends in commit or in rollback. */
  final class Change implements ListenerChange {
    private final Set<ListenAddress> wanted;
    private final Map<ListenAddress, SocketAccess> sockets;
    private final List<Listener> added = new ArrayList<>();

    /** Sockets that stay, and were given to others: to whom they belonged before. */
    private final Map<Listener, SocketAccess> given = new LinkedHashMap<>();

    private Change(Collection<ListenAddress> wanted, Map<ListenAddress, SocketAccess> sockets) {
      this.wanted = new LinkedHashSet<>(wanted);
      this.sockets = Map.copyOf(sockets);
    }

    private void bind() throws ListenException {
      for (ListenAddress address : wanted) {
        try {
          bind(address, sockets.getOrDefault(address, SocketAccess.DEFAULT));
        } catch (IOException | RuntimeException e) {
          rollback();
          throw new ListenException(address, reason(address, e), e);
        }
      }
    }

    private void bind(ListenAddress address, SocketAccess access) throws IOException {
      for (Listener listener : open) {
        if (listener.asked().equals(address)) {
          given.put(listener, listener.give(access));
          return;
        }
      }
      Listener listener =
          new Listener(server, address, access, limits, connections, heads, upstream);
      listener.share(isShared);
      listener.open();
      added.add(listener);
    }

    @Override
    public void commit() {
      for (Listener listener : added) {
        server.addConnector(listener);
        open.add(listener);
        // They may have changed since it was bound.
        listener.limit(limits);
        listener.speak(wire(listener));
        listener.reviewConnections();
        threads.setMaxThreads(otherThreads + started.incrementAndGet() * Listener.THREADS);
        if (server.isRunning()) {
          LifeCycle.start(listener);
        }
      }
      for (Listener listener : List.copyOf(open)) {
        if (!wanted.contains(listener.asked())) {
          open.remove(listener);
          retire(listener);
        }
      }
    }

    @Override
    public void rollback() {
      added.forEach(Listener::close);
      added.clear();
      given.forEach(Change::giveBack);
      given.clear();
    }

    private static void giveBack(Listener listener, SocketAccess access) {
      try {
        var unused = listener.give(access);
      } catch (IOException e) {
        LOG.error("{} is not for whom it was before: {}", listener.asked(), e.getMessage());
      }
    }
  }

  /**
   * Binds those of {@code wanted} that are not bound yet, all of them or none.
   *
   * @param sockets who may use those that are UNIX sockets
   * @throws ListenException if an address cannot be bound
   */
  Change prepare(Collection<ListenAddress> wanted, Map<ListenAddress, SocketAccess> sockets)
      throws ListenException {
    Change change = new Change(wanted, sockets);
    change.bind();
    return change;
  }

  private static String reason(ListenAddress address, Exception e) {
    // Jetty's own message names the address once more.
    Throwable cause = address.isUnix() || e.getCause() == null ? e : e.getCause();
    return String.valueOf(cause.getMessage());
  }

  /**
   * Accepts no more; what is connected is served until it leaves, and what a cache still fetches
   * because of it comes to its end.
   */
  private void retire(Listener listener) {
    var unused =
        listener
            .shutdown()
            .thenCompose(left -> listener.quiet())
            .whenComplete(
                (done, failure) ->
                    server
                        .getThreadPool()
                        .execute(
                            () -> {
                              LifeCycle.stop(listener);
                              server.removeConnector(listener);
                              started.decrementAndGet();
                            }));
  }

  /** Limits the connections of each address at once; those without a limit have none. */
  void limit(Map<ListenAddress, Integer> connections) {
    open.forEach(
        listener ->
            listener.limitConnections(
                connections.getOrDefault(listener.asked(), Integer.MAX_VALUE)));
  }

  /**
   * Lets another process of the same user listen on the same addresses, those that come included;
   * or no more, and then it is this one that is asked, where the kernel can be told so.
   */
  void share(boolean next) {
    isShared = next;
    for (Listener listener : open) {
      try {
        listener.share(next);
      } catch (IOException | UnsupportedOperationException e) {
        LOG.warn("{}: it cannot be shared with another x0d: {}", listener.asked(), e.getMessage());
      }
    }
  }

  /** Closes the listening sockets, and from now on each connection after its answer. */
  void drain() {
    for (Listener listener : open) {
      var unused = listener.shutdown();
    }
  }

  /** Completes when the selectors of all listeners have done something. */
  CompletableFuture<Void> pulse() {
    List<CompletableFuture<Void>> beats = new ArrayList<>();
    for (Listener listener : open) {
      SelectorManager selectors = listener.getSelectorManager();
      for (ManagedSelector selector : selectors.getBeans(ManagedSelector.class)) {
        CompletableFuture<Void> beat = new CompletableFuture<>();
        selector.submit(ignored -> beat.complete(null));
        beats.add(beat);
      }
    }
    return CompletableFuture.allOf(beats.toArray(CompletableFuture<?>[]::new));
  }

  /** Closes all at once. */
  void close() {
    heads.stop();
    open.forEach(Listener::close);
    open.clear();
  }

  /** Returns what goes on at each address. */
  List<ListenerFigures> figures() {
    return open.stream().map(Listener::figures).toList();
  }

  /** Returns the bound addresses. */
  List<ProxyServer.Bound> bound() {
    return open.stream()
        .map(
            listener ->
                new ProxyServer.Bound(listener.asked(), listener.getLocalPort(), listener.wire()))
        .toList();
  }
}
