package io.x0.modules.haproxy;

import io.x0.haproxy.model.Proxy;
import io.x0.haproxy.stats.FrontendStats;
import io.x0.proxy.Exchange;
import java.time.Duration;
import java.util.Map;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/**
 * A frontend or listen section in use. Immutable.
 *
 * @param proxy what it is made of
 * @param stats counts its requests
 */
record Frontend(Proxy proxy, FrontendStats stats) {
  String name() {
    return proxy.name();
  }

  /** Counts a request and applies the timeouts to its connection. */
  void enter(Exchange exchange) {
    Map<String, Duration> timeouts = proxy.timeouts();
    Duration client = timeouts.get("client");
    if (client != null) {
      Duration request = timeouts.getOrDefault("http-request", client);
      exchange.idleTimeouts(client, timeouts.getOrDefault("http-keep-alive", request));
    }
    stats.begin();
    Request request = exchange.request();
    Response response = exchange.response();
    Request.addCompletionListener(
        request,
        failure ->
            stats.end(
                response.isCommitted() ? response.getStatus() : 0,
                failure != null,
                Request.getContentBytesRead(request),
                Response.getContentBytesWritten(response)));
  }
}
