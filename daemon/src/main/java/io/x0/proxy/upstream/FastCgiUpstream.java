package io.x0.proxy.upstream;

import io.x0.common.name.BackendUrl;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The upstream of FastCGI over TCP and UNIX sockets: one request on a connection at a time, and a
 * new connection for each unless the backend's settings say otherwise. Thread-safe.
 */
final class FastCgiUpstream implements Upstream, AutoCloseable {
  private final Resources resources;
  private final Dialer dialer;
  private final Map<BackendUrl, Deque<FastCgiConnection>> idle = new ConcurrentHashMap<>();
  private final Set<FastCgiAttempt> active = ConcurrentHashMap.newKeySet();
  private final Deadlines<FastCgiAttempt> deadlines;

  FastCgiUpstream(Resources resources) {
    this.resources = resources;
    dialer = new Dialer(resources.executor(), resources.scheduler());
    deadlines = new Deadlines<>(resources.scheduler(), active::iterator);
  }

  @Override
  public Attempt send(Outgoing request, Observer observer) {
    FastCgiAttempt attempt = new FastCgiAttempt(this, request, observer);
    active.add(attempt);
    attempt.send();
    return attempt;
  }

  Resources resources() {
    return resources;
  }

  Dialer dialer() {
    return dialer;
  }

  /** Looks at the deadline of an attempt again. */
  void watch(FastCgiAttempt attempt) {
    deadlines.schedule(attempt);
  }

  void ended(FastCgiAttempt attempt) {
    active.remove(attempt);
  }

  /** Finds the addresses of a backend, at least one. */
  void locate(BackendUrl url, Consumer<List<SocketAddress>> found, Consumer<Throwable> unknown) {
    if (url.isUnix()) {
      found.accept(List.of(UnixDomainSocketAddress.of(url.path())));
      return;
    }
    resources
        .lookup()
        .find(
            url.host(),
            addresses -> found.accept(withPort(addresses, url.port())),
            () -> unknown.accept(new UnknownHostException(url.host())));
  }

  private static List<SocketAddress> withPort(List<InetAddress> addresses, int port) {
    return addresses.stream().<SocketAddress>map(a -> new InetSocketAddress(a, port)).toList();
  }

  /** Returns an idle connection, the one used last, or null. */
  @Nullable FastCgiConnection take(BackendUrl url) {
    Deque<FastCgiConnection> connections = idle.get(url);
    return connections == null ? null : connections.pollFirst();
  }

  /** Keeps a connection for the next request. */
  void keep(FastCgiConnection connection) {
    idle.computeIfAbsent(connection.url(), url -> new ConcurrentLinkedDeque<>())
        .addFirst(connection);
  }

  /** Forgets a connection that has closed. */
  void forget(FastCgiConnection connection) {
    Deque<FastCgiConnection> connections = idle.get(connection.url());
    if (connections != null) {
      var unused = connections.remove(connection);
    }
  }

  @Override
  public void close() {
    deadlines.destroy();
    dialer.close();
  }
}
