package io.x0.daemon;

import io.x0.admin.metrics.Families;
import io.x0.admin.metrics.MetricSource;
import io.x0.proxy.ListenerFigures;
import io.x0.proxy.ProxyServer;

/** The figures of the daemon as a whole: listeners, logs, configuration. Thread-safe. */
final class DaemonFigures implements MetricSource {
  private static final String LINES = "x0_access_log_lines";
  private static final String LINES_HELP = "lines of access logs, by what became of them";

  private final ProxyServer proxy;
  private final Reload reload;

  DaemonFigures(ProxyServer proxy, Reload reload) {
    this.proxy = proxy;
    this.reload = reload;
  }

  @Override
  public void write(Families out) {
    out.requests("", proxy.localAnswers());
    proxy.listeners().forEach(listener -> write(listener, out));
    out.level("x0_websockets", "connections that speak WebSocket now", proxy.webSockets());
    out.count(
        "x0_websockets_opened", "connections that have spoken WebSocket", proxy.webSocketsTotal());
    out.count(LINES, LINES_HELP, proxy.logLines().written(), "result", "written");
    out.count(LINES, LINES_HELP, proxy.logLines().dropped(), "result", "dropped");
    reload.write(out);
  }

  private static void write(ListenerFigures listener, Families out) {
    String address = listener.address().toString();
    out.level("x0_connections", "connections of clients now", listener.open(), "listener", address);
    out.count(
        "x0_connections_accepted",
        "connections of clients since the address was bound",
        listener.accepted(),
        "listener",
        address);
    out.answers(
        "x0_listener_requests",
        listener.answers(),
        "requests answered, by the address they came to",
        "listener",
        address);
  }
}
