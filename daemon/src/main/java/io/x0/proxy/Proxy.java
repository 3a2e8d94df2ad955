package io.x0.proxy;

import io.x0.cache.CacheSettings;
import io.x0.director.Affinity;
import io.x0.director.Director;
import io.x0.proxy.compress.Compressor;
import io.x0.proxy.upstream.Upstream;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.CyclicTimeouts;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/** What all balanced requests share. Thread-safe. */
final class Proxy {
  private final Upstream upstream;
  private final Scheduler scheduler;
  private final DirectRoutes routes;
  private final Caches caches;
  private final FileService files;
  private final Compressor compressor;
  private final Set<ClientSide> clients = ConcurrentHashMap.newKeySet();
  private final CyclicTimeouts<ClientSide> watches;
  private final Tunnels tunnels = new Tunnels();
  private volatile Transport transport = Transport.DEFAULT;

  Proxy(
      Upstream upstream,
      Scheduler scheduler,
      DirectRoutes routes,
      Caches caches,
      FileService files,
      Compressor compressor) {
    this.upstream = upstream;
    this.scheduler = scheduler;
    this.routes = routes;
    this.caches = caches;
    this.files = files;
    this.compressor = compressor;
    this.watches =
        new CyclicTimeouts<>(scheduler) {
          @Override
          protected Iterator<ClientSide> iterator() {
            return clients.iterator();
          }

          @Override
          protected boolean onExpired(ClientSide client) {
            client.expire();
            return false;
          }
        };
  }

  void balance(Exchange exchange, Director director, Affinity affinity, Callback callback) {
    CacheSettings cache = exchange.edits().cache(director.config().settings().cache());
    if (cache.enabled() && exchange.isPurge()) {
      exchange.respond(
          HttpStatus.METHOD_NOT_ALLOWED_405,
          "purging is not allowed here",
          FieldEdit.overwrite("Allow", FrontHandler.ALLOWED));
    } else if (cache.enabled() && !affinity.isExclusive() && !exchange.asksForWebSocket()) {
      new CachedFlow(this, exchange, director, cache, affinity, callback).start();
    } else {
      new RequestFlow(this, exchange, director, affinity, callback).start();
    }
  }

  Scheduler scheduler() {
    return scheduler;
  }

  /** Returns the ways to servers that belong to no director. */
  DirectRoutes routes() {
    return routes;
  }

  /** Returns the caches of the directors. */
  Caches caches() {
    return caches;
  }

  /** Returns what reads files that are sent. */
  FileService files() {
    return files;
  }

  /** Returns what compressed answers share. */
  Compressor compressor() {
    return compressor;
  }

  /** Returns the connections that speak WebSocket. */
  Tunnels tunnels() {
    return tunnels;
  }

  /** Returns the way to the backend of a request. */
  Upstream upstream(Request request) {
    ClientEndPoint client =
        transport == Transport.LOOP
            ? ClientEndPoint.of(request.getConnectionMetaData().getConnection().getEndPoint())
            : null;
    return client == null ? upstream : client.upstream();
  }

  /** Says which way requests take that come. */
  void transport(Transport next) {
    transport = next;
  }

  void enter(ClientSide client) {
    clients.add(client);
    watches.schedule(client);
  }

  void leave(ClientSide client) {
    clients.remove(client);
  }

  /** Ends the requests that have no answer yet. */
  void giveUp() {
    // Those that wait come first, or they would take the places of the others.
    clients.stream().filter(ClientSide::isWaiting).forEach(ClientSide::giveUp);
    clients.forEach(ClientSide::giveUp);
  }

  void stop() {
    watches.destroy();
    files.close();
    compressor.close();
  }
}
