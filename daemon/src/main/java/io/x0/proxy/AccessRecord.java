package io.x0.proxy;

import io.x0.proxy.tunnel.WebSocketTunnel;
import io.x0.stats.Ending;
import java.time.Instant;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.NanoTime;
import org.jspecify.annotations.Nullable;

/**
 * What an access log can tell about one exchange. Immutable.
 *
 * @param at when the request began
 * @param client address of the client
 * @param user who logged in; empty for nobody
 * @param method of the request
 * @param path as it came
 * @param query as it came, without its question mark; null for none
 * @param version of the request, such as {@code HTTP/1.1}
 * @param fields the header fields of the request
 * @param bytesRead of the request's body
 * @param status of the answer
 * @param answerFields the header fields of the answer
 * @param bytesWritten of the answer's body
 * @param nanos from the first byte of the request to the last of the answer
 * @param service who served it
 * @param ending how it ended
 * @param traceId of the distributed trace it belongs to; empty for none
 */
record AccessRecord(
    Instant at,
    String client,
    String user,
    String method,
    String path,
    @Nullable String query,
    String version,
    HttpFields fields,
    long bytesRead,
    int status,
    HttpFields answerFields,
    long bytesWritten,
    long nanos,
    Service service,
    Ending ending,
    String traceId) {

  /** What it takes without its texts, roughly: a dozen fields each way are objects, too. */
  private static final long RECORD_BYTES = 2048;

  /**
   * Who served a request; what is unknown is empty. Immutable.
   *
   * @param waitNanos how long it waited for a backend to be free
   * @param originNanos how long that took to begin its answer; 0 while it has not
   * @param retries how often another attempt was made
   */
  record Service(
      String director,
      String backend,
      String bucket,
      long waitNanos,
      long originNanos,
      int retries) {
    static final Service NONE = new Service("", "", "", 0, 0, 0);

    Service answered(long nanos) {
      return new Service(director, backend, bucket, waitNanos, nanos, retries);
    }
  }

  static AccessRecord of(Exchange exchange, Response response) {
    Request request = exchange.request();
    String path = request.getHttpURI().getPath();
    HttpVersion version = request.getConnectionMetaData().getHttpVersion();
    return new AccessRecord(
        Instant.ofEpochMilli(Request.getTimeStamp(request)),
        exchange.clientText(),
        exchange.user(),
        request.getMethod(),
        path == null ? "" : path,
        request.getHttpURI().getQuery(),
        version.asString(),
        request.getHeaders(),
        Math.max(0, Request.getContentBytesRead(request)),
        response.getStatus(),
        // Jetty uses them again for the next answer.
        HttpFields.build(response.getHeaders()).asImmutable(),
        Math.max(0, Response.getContentBytesWritten(response)),
        NanoTime.since(request.getBeginNanoTime()),
        exchange.service(),
        exchange.ending(),
        exchange.traceId());
  }

  /**
   * Returns the same for a request that became a tunnel, which has ended now.
   *
   * @param openNanos how long the tunnel was open
   */
  AccessRecord ended(WebSocketTunnel tunnel, long openNanos) {
    return new AccessRecord(
        at,
        client,
        user,
        method,
        path,
        query,
        version,
        fields,
        tunnel.bytesToBackend(),
        status,
        answerFields,
        tunnel.bytesToClient(),
        nanos + openNanos,
        service,
        ending,
        traceId);
  }

  /** Returns path and query as they came. */
  String target() {
    return query == null ? path : path + "?" + query;
  }

  /** Returns method, target and version as one line. */
  String requestLine() {
    return method + " " + target() + " " + version;
  }

  /** Returns the first value of a field of the request, or null. */
  @Nullable String field(HttpHeader name) {
    return fields.get(name);
  }

  /** Returns a cookie of the request, or null. */
  @Nullable String cookie(String name) {
    for (String field : fields.getValuesList(HttpHeader.COOKIE)) {
      for (String pair : field.split(";", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
          return pair.substring(equals + 1).strip();
        }
      }
    }
    return null;
  }

  /** Returns the bytes of the request as text would take them, without the framing of chunks. */
  long bytesIn() {
    return requestLine().length() + 2 + size(fields) + 2 + bytesRead;
  }

  /** Returns the bytes of the answer as text would take them, without the framing of chunks. */
  long bytesOut() {
    return "HTTP/1.1 200 OK\r\n".length() + size(answerFields) + 2 + bytesWritten;
  }

  /** Returns about how many bytes of memory it takes. */
  long weight() {
    return RECORD_BYTES + target().length() + size(fields) + size(answerFields);
  }

  private static long size(HttpFields fields) {
    long size = 0;
    for (HttpField field : fields) {
      String value = field.getValue();
      size += field.getName().length() + (value == null ? 0 : value.length()) + 4;
    }
    return size;
  }
}
