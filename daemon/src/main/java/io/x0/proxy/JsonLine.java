package io.x0.proxy;

import java.util.HexFormat;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * The JSON format of access logs: one object a line, the same members in the same order, null for
 * what is absent. Only ASCII, so that no reader takes a character for a line end. Stateless.
 */
final class JsonLine {
  private static final HexFormat HEX = HexFormat.of();

  void append(AccessRecord entry, StringBuilder out) {
    out.append("{\"time\":\"").append(entry.at()).append('"');
    member("client", entry.client(), out);
    member("user", entry.user(), out);
    member("method", entry.method(), out);
    member("host", entry.field(HttpHeader.HOST), out);
    member("path", entry.path(), out);
    member("query", entry.query(), out);
    member("version", entry.version(), out);
    number("status", entry.status(), out);
    number("bytes", entry.bytesWritten(), out);
    number("bytes-in", entry.bytesIn(), out);
    number("bytes-out", entry.bytesOut(), out);
    seconds("total", entry.nanos(), out);
    seconds("wait", entry.service().waitNanos(), out);
    seconds("origin", entry.service().originNanos(), out);
    number("retries", entry.service().retries(), out);
    member("director", entry.service().director(), out);
    member("backend", entry.service().backend(), out);
    member("bucket", entry.service().bucket(), out);
    member("termination", entry.ending().letters(), out);
    member("trace", entry.traceId(), out);
    member("referer", entry.field(HttpHeader.REFERER), out);
    member("user-agent", entry.field(HttpHeader.USER_AGENT), out);
    out.append('}');
  }

  private static void number(String name, long value, StringBuilder out) {
    out.append(",\"").append(name).append("\":").append(value);
  }

  private static void seconds(String name, long nanos, StringBuilder out) {
    out.append(",\"").append(name).append("\":");
    LogFormat.seconds(nanos, out);
  }

  private static void member(String name, @Nullable String value, StringBuilder out) {
    out.append(",\"").append(name).append("\":");
    if (value == null || value.isEmpty()) {
      out.append("null");
      return;
    }
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20 || c >= 0x7f) {
        out.append("\\u").append(HEX.toHexDigits(c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
