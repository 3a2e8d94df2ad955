package io.x0.proxy;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpScheme;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** What Jetty's parsers let through, but no origin should have to interpret. Stateless. */
final class RequestSyntax {
  private static final int MAX_METHOD_LENGTH = 32;
  private static final int MAX_PORT = 65_535;

  private RequestSyntax() {}

  /** Returns whether a request is to be refused. */
  static boolean isMalformed(Request request) {
    HttpURI uri = request.getHttpURI();
    boolean absoluteWithoutHost =
        uri.isAbsolute() && (uri.getHost() == null || uri.getHost().isEmpty());
    return absoluteWithoutHost
        || !isHttp(uri.getScheme())
        || !isVisible(uri.getPathQuery())
        || !isHost(request.getHeaders().get(HttpHeader.HOST))
        || request.getMethod().length() > MAX_METHOD_LENGTH
        || !isToken(request.getMethod())
        || (request instanceof Http2Request multiplexed && isMalformed(multiplexed));
  }

  /**
   * RFC 9113 §8.2.2: what is about a connection has no place in a request; and a backend of
   * HTTP/1.1 must be told a host.
   */
  private static boolean isMalformed(Http2Request request) {
    HttpFields fields = request.getHeaders();
    return request.lacksBody()
        || !fields.contains(HttpHeader.HOST)
        || !isNumber(fields.get(HttpHeader.CONTENT_LENGTH))
        || fields.contains(HttpHeader.TRANSFER_ENCODING)
        || fields.contains(HttpHeader.CONNECTION)
        || fields.contains(HttpHeader.KEEP_ALIVE)
        || fields.contains(HttpHeader.PROXY_CONNECTION)
        || fields.contains(HttpHeader.UPGRADE);
  }

  private static boolean isHttp(@Nullable String scheme) {
    return scheme == null || HttpScheme.HTTP.is(scheme) || HttpScheme.HTTPS.is(scheme);
  }

  /** Bytes beyond ASCII would reach a backend in whatever encoding each proxy thinks of. */
  private static boolean isVisible(@Nullable String target) {
    if (target == null) {
      return true;
    }
    for (int i = 0; i < target.length(); i++) {
      if (target.charAt(i) <= ' ' || target.charAt(i) > '~') {
        return false;
      }
    }
    return true;
  }

  private static boolean isToken(String method) {
    for (int i = 0; i < method.length(); i++) {
      char c = method.charAt(i);
      if (!isLetterOrDigit(c) && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
        return false;
      }
    }
    return !method.isEmpty();
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  /** Returns whether a text is a name or an address, perhaps with a port, and nothing else. */
  static boolean isHost(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return true;
    }
    int end = text.charAt(0) == '[' ? text.indexOf(']') + 1 : text.indexOf(':');
    String host = end < 0 ? text : text.substring(0, end);
    String port = end < 0 || end == text.length() ? "" : text.substring(end);
    return (host.startsWith("[") ? isAddress(host) : isName(host)) && isPort(port);
  }

  /** Names have no escapes: who decodes them may see another host. */
  private static boolean isName(String host) {
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      if (!isLetterOrDigit(c) && "-._~!$&'()*+;=".indexOf(c) < 0) {
        return false;
      }
    }
    return !host.isEmpty();
  }

  private static boolean isAddress(String host) {
    for (int i = 1; i < host.length() - 1; i++) {
      if ("0123456789abcdefABCDEF:.".indexOf(host.charAt(i)) < 0) {
        return false;
      }
    }
    return host.length() > 2 && host.endsWith("]");
  }

  /** A colon may be without a port behind it (RFC 3986 §3.2.3). */
  private static boolean isPort(String text) {
    if (text.isEmpty()) {
      return true;
    }
    return text.charAt(0) == ':'
        && text.length() <= 6
        && isNumber(text.substring(1))
        && (text.length() == 1 || Integer.parseInt(text.substring(1)) <= MAX_PORT);
  }

  private static boolean isNumber(@Nullable String text) {
    if (text == null) {
      return true;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }
}
