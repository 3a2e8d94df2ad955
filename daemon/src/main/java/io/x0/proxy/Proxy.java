package io.x0.proxy;

import io.x0.director.Affinity;
import io.x0.director.Director;
import io.x0.proxy.upstream.Upstream;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.CyclicTimeouts;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/** What all balanced requests share. Thread-safe. */
final class Proxy {
  private final Upstream upstream;
  private final Scheduler scheduler;
  private final DirectRoutes routes;
  private final Set<RequestFlow> flows = ConcurrentHashMap.newKeySet();
  private final CyclicTimeouts<RequestFlow> watches;

  Proxy(Upstream upstream, Scheduler scheduler, DirectRoutes routes) {
    this.upstream = upstream;
    this.scheduler = scheduler;
    this.routes = routes;
    this.watches =
        new CyclicTimeouts<>(scheduler) {
          @Override
          protected Iterator<RequestFlow> iterator() {
            return flows.iterator();
          }

          @Override
          protected boolean onExpired(RequestFlow flow) {
            flow.expire();
            return false;
          }
        };
  }

  void balance(Exchange exchange, Director director, Affinity affinity, Callback callback) {
    new RequestFlow(this, exchange, director, affinity, callback).start();
  }

  Scheduler scheduler() {
    return scheduler;
  }

  /** Returns the ways to servers that belong to no director. */
  DirectRoutes routes() {
    return routes;
  }

  Upstream upstream() {
    return upstream;
  }

  void enter(RequestFlow flow) {
    flows.add(flow);
    watches.schedule(flow);
  }

  void leave(RequestFlow flow) {
    flows.remove(flow);
  }

  void stop() {
    watches.destroy();
  }
}
