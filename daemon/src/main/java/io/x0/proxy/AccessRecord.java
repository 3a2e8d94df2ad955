package io.x0.proxy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
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
  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT);

  static AccessRecord of(Request request, Response response) {
    return new AccessRecord(
        Instant.ofEpochMilli(Request.getTimeStamp(request)),
        ClientAddress.text(request),
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

  /** Returns the line of the combined format as nginx writes it, without a line end. */
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

  /**
   * Keeps one request one line of printable ASCII, whatever a client sends. Jetty reads fields as
   * ISO 8859-1, so a character up to U+00FF is the byte that came.
   */
  private static void escape(String text, StringBuilder out) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > 0xff) {
        out.append("\\u").append(HEX.toHexDigits(c));
      } else if (c < 0x20 || c >= 0x7f || c == '"' || c == '\\') {
        out.append("\\x").append(HEX.toHexDigits((byte) c));
      } else {
        out.append(c);
      }
    }
  }
}
