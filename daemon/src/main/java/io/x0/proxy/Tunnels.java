package io.x0.proxy;

import io.x0.proxy.tunnel.TunnelEnd;
import io.x0.proxy.tunnel.WebSocketTunnel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Components;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;

/** The connections that speak WebSocket, and how many there have been. Thread-safe. */
final class Tunnels {
  private final Set<WebSocketTunnel> open = ConcurrentHashMap.newKeySet();
  private final LongAdder total = new LongAdder();

  /**
   * Makes the tunnel that opens when the answer of an exchange, which is 101, has been sent.
   *
   * @param idle longest silence of both sides
   */
  WebSocketTunnel join(Exchange exchange, TunnelEnd backend, Duration idle) {
    Request request = exchange.request();
    Components components = request.getComponents();
    TunnelEnd client =
        new TunnelEnd(
            request.getConnectionMetaData().getConnection().getEndPoint(),
            components.getExecutor());
    WebSocketTunnel tunnel =
        new WebSocketTunnel(client, backend, components.getByteBufferPool(), idle);
    total.increment();
    open.add(tunnel);
    tunnel.whenEnded(() -> open.remove(tunnel));
    exchange.become(tunnel);
    request.setAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE, client);
    return tunnel;
  }

  /** Returns how many there are. */
  int count() {
    return open.size();
  }

  /** Returns how many there have been. */
  long total() {
    return total.sum();
  }

  /** Ends all of them. */
  void end() {
    open.forEach(tunnel -> tunnel.end(new EofException("the proxy stops")));
  }
}
