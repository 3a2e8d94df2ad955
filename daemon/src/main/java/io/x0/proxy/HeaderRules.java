package io.x0.proxy;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Which header fields pass through the proxy and which it sets (RFC 9110 §7.6). Immutable.
 *
 * <p>Hop-by-hop fields and those that {@code Connection} names are removed both ways, except fields
 * that a peer has no right to remove: whoever names those gets them through all the same. What a
 * client says about where it comes from is replaced, not believed; what a trusted proxy says about
 * it is kept, and continued.
 */
final class HeaderRules {
  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "proxy-authenticate",
          "proxy-authentication-info",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "http2-settings");

  /** Fields that {@code Connection} cannot nominate away. */
  private static final Set<String> END_TO_END =
      Set.of(
          "host",
          "content-length",
          "content-type",
          "content-encoding",
          "content-range",
          "authorization",
          "cookie",
          "set-cookie",
          "cache-control",
          "via",
          "forwarded",
          "x-forwarded-for",
          "x-forwarded-proto",
          "x-forwarded-host",
          "x-forwarded-port",
          "x-real-ip");

  /** What only x0 may say to a backend, and what no backend should hear from a client. */
  private static final Set<String> NOT_FROM_CLIENTS =
      Set.of(
          "forwarded",
          "x-forwarded-for",
          "x-forwarded-proto",
          "x-forwarded-host",
          "x-forwarded-port",
          "x-forwarded-server",
          "x-real-ip",
          "proxy",
          "expect",
          "content-length");

  /** Tells of files of this machine, which is nothing for clients, whether it is heeded or not. */
  private static final String FOR_PROXIES = "x-sendfile";

  /** What has a meaning before a body only (RFC 9110 §6.5.1), or says who a client is. */
  private static final Set<String> NOT_IN_TRAILERS =
      Set.of(
          "age",
          "authentication-info",
          "cache-control",
          "content-encoding",
          "content-length",
          "content-location",
          "content-range",
          "content-type",
          "cookie",
          "date",
          "expires",
          "host",
          "location",
          "max-forwards",
          "pragma",
          "proxy",
          "range",
          "retry-after",
          "set-cookie",
          "vary",
          "via",
          "warning",
          "www-authenticate",
          "authorization",
          "expect",
          "forwarded",
          "x-real-ip");

  private static final HttpField FOR_HTTP = new HttpField(HttpHeader.X_FORWARDED_PROTO, "http");
  private static final HttpField FOR_HTTPS = new HttpField(HttpHeader.X_FORWARDED_PROTO, "https");

  private final String pseudonym;
  private final TrustedProxies trusted;
  private final HttpField viaHttp10;
  private final HttpField viaHttp11;
  private final HttpField viaHttp2;

  /**
   * @param pseudonym how this proxy calls itself in {@code Via}
   * @param trusted whose word about the client is believed
   */
  HeaderRules(String pseudonym, TrustedProxies trusted) {
    this.pseudonym = pseudonym;
    this.trusted = trusted;
    this.viaHttp10 = new HttpField(HttpHeader.VIA, "1.0 " + pseudonym);
    this.viaHttp11 = new HttpField(HttpHeader.VIA, "1.1 " + pseudonym);
    this.viaHttp2 = new HttpField(HttpHeader.VIA, "2.0 " + pseudonym);
  }

  /** Returns how this proxy calls itself. */
  String pseudonym() {
    return pseudonym;
  }

  /** Returns whose word about the client is believed. */
  TrustedProxies trusted() {
    return trusted;
  }

  /** Returns the fields of the request to a backend, all but those that frame its body. */
  HttpFields toServer(Request clientToProxyRequest) {
    HttpFields received = clientToProxyRequest.getHeaders();
    Set<String> nominated = nominated(received);
    HttpFields.Mutable out = HttpFields.build();
    for (HttpField field : received) {
      String name = field.getLowerCaseName();
      if (!HOP_BY_HOP.contains(name)
          && !NOT_FROM_CLIENTS.contains(name)
          && !nominated.contains(name)
          && !name.startsWith("x-x0-")
          && name.indexOf('_') < 0) {
        out.add(isCountdown(field, clientToProxyRequest) ? oneLess(field) : field);
      }
    }
    if (teTrailers(received)) {
      out.add(HttpHeader.TE, "trailers");
    }
    addForwarded(clientToProxyRequest, out);
    out.add(via(clientToProxyRequest.getConnectionMetaData().getHttpVersion()));
    return out;
  }

  /** RFC 9110 §7.6.2: how many proxies more a request of this method may pass. */
  private static boolean isCountdown(HttpField field, Request request) {
    return field.getHeader() == HttpHeader.MAX_FORWARDS
        && HttpMethod.OPTIONS.is(request.getMethod());
  }

  private static HttpField oneLess(HttpField field) {
    try {
      long left = Math.max(0, Long.parseLong(field.getValue()) - 1);
      return new HttpField(HttpHeader.MAX_FORWARDS, Long.toString(left));
    } catch (NumberFormatException e) {
      // It says nothing that could be counted.
      return field;
    }
  }

  /** Adds the fields of a backend's answer that pass to the client. */
  void toClient(HttpFields serverToProxy, HttpFields.Mutable proxyToClient) {
    Set<String> nominated = nominated(serverToProxy);
    for (HttpField field : serverToProxy) {
      String name = field.getLowerCaseName();
      if (!HOP_BY_HOP.contains(name) && !nominated.contains(name) && !FOR_PROXIES.equals(name)) {
        if (field.getHeader() == HttpHeader.DATE || field.getHeader() == HttpHeader.SERVER) {
          // The server may have set its own; the origin's is the one that means something.
          proxyToClient.put(field);
        } else {
          proxyToClient.add(field);
        }
      }
    }
    proxyToClient.add(viaHttp11);
  }

  /** Returns the fields of an interim answer that pass to the client. */
  HttpFields interim(HttpFields serverToProxy) {
    HttpFields.Mutable out = HttpFields.build();
    toClient(serverToProxy, out);
    return out.remove(HttpHeader.CONTENT_LENGTH);
  }

  /** Returns the fields behind a body that pass, in either direction; null if there are none. */
  static @Nullable HttpFields trailers(@Nullable HttpFields received) {
    if (received == null) {
      return null;
    }
    HttpFields.Mutable out = HttpFields.build();
    for (HttpField field : received) {
      String name = field.getLowerCaseName();
      if (!HOP_BY_HOP.contains(name)
          && !NOT_IN_TRAILERS.contains(name)
          && !name.startsWith("if-")
          && !name.startsWith("x-forwarded-")
          && !name.startsWith("x-x0-")
          && name.indexOf('_') < 0) {
        out.add(field);
      }
    }
    return out.size() == 0 ? null : out;
  }

  private HttpField via(HttpVersion received) {
    return received == HttpVersion.HTTP_1_0
        ? viaHttp10
        : received == HttpVersion.HTTP_2 ? viaHttp2 : viaHttp11;
  }

  private void addForwarded(Request request, HttpFields.Mutable out) {
    Forwarding before =
        trusted.sent(request) ? Forwarding.of(request.getHeaders()) : Forwarding.NONE;
    String address = ClientAddress.addressText(request);
    String host = request.getHeaders().get(HttpHeader.HOST);
    String asked = before.host().isEmpty() ? host : before.host();
    out.add(HttpHeader.X_FORWARDED_FOR, before.chain() + address);
    if (before.proto().isEmpty()) {
      out.add(ClientScheme.isSecure(request) ? FOR_HTTPS : FOR_HTTP);
    } else {
      out.add(HttpHeader.X_FORWARDED_PROTO, before.proto());
    }
    StringBuilder forwarded = new StringBuilder(96).append(before.forwarded()).append("for=");
    forwarded.append(address.indexOf(':') >= 0 ? "\"[" + address + "]\"" : address);
    if (asked != null && !asked.isEmpty()) {
      out.add(HttpHeader.X_FORWARDED_HOST, asked);
    }
    if (host != null && !host.isEmpty()) {
      forwarded
          .append(";host=\"")
          .append(host.replace("\\", "\\\\").replace("\"", "\\\""))
          .append('"');
    }
    forwarded.append(";proto=").append(ClientScheme.of(request));
    out.add(HttpHeader.FORWARDED, forwarded.toString());
  }

  private static boolean teTrailers(HttpFields fields) {
    return fields.contains(HttpHeader.TE, "trailers");
  }

  /** Returns the lower-case names that Connection nominates and is allowed to. */
  private static Set<String> nominated(HttpFields fields) {
    if (!fields.contains(HttpHeader.CONNECTION)) {
      return Set.of();
    }
    List<String> options = fields.getCSV(HttpHeader.CONNECTION, false);
    Set<String> names = new HashSet<>();
    for (String option : options) {
      String name = option.toLowerCase(Locale.ROOT);
      if (!END_TO_END.contains(name)) {
        names.add(name);
      }
    }
    return names;
  }
}
