package io.x0.proxy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/**
 * What an access log tells about one exchange. Immutable.
 *
 * @param at when the request began
 * @param client address of the client
 * @param request method, target and version as one line
 * @param status of the answer
 * @param bytes of the answer's body
 * @param referer what the client said, or null
 * @param userAgent what the client said, or null
 */
record AccessRecord(
    Instant at,
    String client,
    String request,
    int status,
    long bytes,
    @Nullable String referer,
    @Nullable String userAgent) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT);

  static AccessRecord of(Request request, Response response) {
    return new AccessRecord(
        Instant.ofEpochMilli(Request.getTimeStamp(request)),
        Request.getRemoteAddr(request),
        request.getMethod()
            + " "
            + request.getHttpURI().getPathQuery()
            + " "
            + request.getConnectionMetaData().getHttpVersion().asString(),
        response.getStatus(),
        Response.getContentBytesWritten(response),
        request.getHeaders().get(HttpHeader.REFERER),
        request.getHeaders().get(HttpHeader.USER_AGENT));
  }

  /** Returns the line of Apache's combined format, without a line end. */
  String combined() {
    StringBuilder out = new StringBuilder(160);
    out.append(client).append(" - - [");
    TIME.withZone(ZoneId.systemDefault()).formatTo(at, out);
    out.append("] \"");
    escape(request, out);
    out.append("\" ").append(status).append(' ').append(bytes).append(" \"");
    escape(referer == null ? "-" : referer, out);
    out.append("\" \"");
    escape(userAgent == null ? "-" : userAgent, out);
    return out.append('"').toString();
  }

  /** Keeps one request one line of visible ASCII, whatever a client sends. */
  private static void escape(String text, StringBuilder out) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > 0xff) {
        out.append(String.format(Locale.ROOT, "\\u%04X", (int) c));
      } else if (c < 0x20 || c >= 0x7f || c == '"' || c == '\\') {
        out.append(String.format(Locale.ROOT, "\\x%02X", (int) c));
      } else {
        out.append(c);
      }
    }
  }
}
