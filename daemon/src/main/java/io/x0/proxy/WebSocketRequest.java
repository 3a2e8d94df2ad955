package io.x0.proxy;

import io.x0.director.Director;
import java.util.Base64;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * What makes a request one for WebSocket (RFC 6455 §4.1), the only use of {@code Upgrade} that x0
 * passes on. All functions are pure.
 */
final class WebSocketRequest {
  private static final String PROTOCOL = "websocket";
  private static final int KEY_BYTES = 16;

  private WebSocketRequest() {}

  /** Returns whether a client asks to speak WebSocket. */
  static boolean is(Request request) {
    HttpFields fields = request.getHeaders();
    return HttpMethod.GET.is(request.getMethod())
        && request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1
        && fields.contains(HttpHeader.UPGRADE, PROTOCOL)
        && fields.contains(HttpHeader.CONNECTION, "upgrade")
        && !fields.contains(HttpHeader.CONNECTION, "close")
        && fields.contains(HttpHeader.SEC_WEBSOCKET_VERSION)
        && isKey(fields)
        // Bytes behind the head belong to the tunnel, or to nobody.
        && !fields.contains(HttpHeader.TRANSFER_ENCODING)
        && request.getLength() <= 0;
  }

  /** Returns whether a client asks for it and the director, if there is one, lets it through. */
  static boolean isLetThrough(Request request, @Nullable Director director) {
    return (director == null || !director.config().settings().timeouts().webSocket().isZero())
        && is(request);
  }

  private static boolean isKey(HttpFields fields) {
    int count = 0;
    boolean isValid = false;
    for (HttpField field : fields) {
      if (field.getHeader() == HttpHeader.SEC_WEBSOCKET_KEY) {
        count++;
        isValid = isKey(field.getValue());
      }
    }
    return count == 1 && isValid;
  }

  private static boolean isKey(String value) {
    try {
      return value != null && Base64.getDecoder().decode(value.strip()).length == KEY_BYTES;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Returns the fields of a request to a backend, and the question for WebSocket. */
  static HttpFields ask(HttpFields toServer) {
    return mark(HttpFields.build(toServer));
  }

  /** Adds to an answer that WebSocket is spoken from here on; all that frames a body leaves. */
  static void agree(HttpFields.Mutable toClient) {
    mark(toClient.remove(HttpHeader.CONTENT_LENGTH).remove(HttpHeader.TRANSFER_ENCODING));
  }

  private static HttpFields.Mutable mark(HttpFields.Mutable fields) {
    return fields.put(HttpHeader.CONNECTION, "Upgrade").put(HttpHeader.UPGRADE, PROTOCOL);
  }
}
