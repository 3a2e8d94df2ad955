package io.x0.daemon;

import io.x0.admin.metrics.Families;
import io.x0.admin.metrics.MetricSource;
import io.x0.proxy.ListenerFigures;
import io.x0.proxy.ProxyServer;
import io.x0.proxy.compress.Compressor;
import io.x0.proxy.tls.Identity;

/** The figures of the daemon as a whole: listeners, logs, configuration. Thread-safe. */
final class DaemonFigures implements MetricSource {
  private static final String LINES = "x0_access_log_lines";
  private static final String LINES_HELP = "lines of access logs, by what became of them";

  private static final String COMPRESSED = "x0_compressed_responses";
  private static final String COMPRESSED_HELP =
      "answers by how they were compressed; refused if too many were being so";
  private static final String COMPRESSION = "x0_compression_bytes";
  private static final String COMPRESSION_HELP =
      "bytes of bodies that were compressed, before and after that";

  private final ProxyServer proxy;
  private final Reload reload;

  DaemonFigures(ProxyServer proxy, Reload reload) {
    this.proxy = proxy;
    this.reload = reload;
  }

  @Override
  public void write(Families out) {
    out.requests("", proxy.localAnswers());
    out.endings("", proxy.localEndings());
    proxy.listeners().forEach(listener -> write(listener, out));
    for (Identity identity : proxy.identities()) {
      out.level(
          "x0_certificate_expiry_timestamp_seconds",
          "when a certificate of the listeners ends, in seconds since 1970",
          identity.notAfter().getEpochSecond(),
          "certificate",
          identity.file().toString());
    }
    out.level("x0_websockets", "connections that speak WebSocket now", proxy.webSockets());
    out.count(
        "x0_websockets_opened", "connections that have spoken WebSocket", proxy.webSocketsTotal());
    out.count(LINES, LINES_HELP, proxy.logLines().written(), "result", "written");
    out.count(LINES, LINES_HELP, proxy.logLines().dropped(), "result", "dropped");
    write(proxy.compression(), out);
    reload.write(out);
  }

  private static void write(Compressor.Counts counts, Families out) {
    out.count(COMPRESSED, COMPRESSED_HELP, counts.gzip(), "result", "gzip");
    out.count(COMPRESSED, COMPRESSED_HELP, counts.deflate(), "result", "deflate");
    out.count(COMPRESSED, COMPRESSED_HELP, counts.refused(), "result", "refused");
    out.count(COMPRESSION, COMPRESSION_HELP, counts.bytesIn(), "stage", "before");
    out.count(COMPRESSION, COMPRESSION_HELP, counts.bytesOut(), "stage", "after");
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
