package io.x0.modules;

import io.x0.flow.builtin.Builtin;
import io.x0.flow.builtin.Builtins;
import io.x0.flow.closure.LongExpr;
import io.x0.flow.closure.ObjectExpr;
import io.x0.flow.closure.StringExpr;
import io.x0.flow.value.IpAddress;
import io.x0.flow.value.Type;
import io.x0.proxy.ClientScheme;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/** What the configuration can ask about a request. What is absent is an empty text. Stateless. */
final class RequestModule {
  private static final IpAddress LOOPBACK = IpAddress.parse("127.0.0.1").orElseThrow();

  private RequestModule() {}

  static void register(Builtins.Builder<SetupContext, RequestContext> builtins) {
    text(builtins, "req.method", "the method", r -> r.getMethod());
    text(builtins, "req.path", "the path, decoded and normalised", RequestModule::path);
    text(builtins, "req.query", "the query without its question mark", RequestModule::query);
    text(builtins, "req.scheme", "http or https", ClientScheme::of);
    text(builtins, "req.url", "path and query as they came", r -> r.getHttpURI().getPathQuery());
    builtins.main(
        Builtin.<RequestContext>named("req.host", "the host without its port, in lower case")
            .string(call -> RequestModule::host));
    builtins
        .main(
            Builtin.<RequestContext>named("req.is_secure", "whether the request came over TLS")
                .bool(call -> context -> ClientScheme.isSecure(request(context))))
        .main(
            Builtin.<RequestContext>named(
                    "req.remoteip", "the address of the client; see trusted.proxies")
                .ip(call -> context -> context.exchange().clientIp()))
        .main(
            Builtin.<RequestContext>named(
                    "req.listener", "where the request came in, as listen or ssl.listen says it")
                .string(
                    call ->
                        context -> context.exchange().listener().map(Object::toString).orElse("")))
        .main(
            Builtin.<RequestContext>named("req.localip", "the address the client reached")
                .ip(call -> context -> address(connection(context).getLocalSocketAddress())));
    builtins.main(
        Builtin.<RequestContext>named(
                "req.accept_language",
                "which of these languages the client likes best; the first if it likes none")
            .param("languages", Type.STRINGS)
            .string(
                call -> {
                  ObjectExpr<RequestContext, List<String>> offered = call.strings("languages");
                  return context -> language(request(context), offered.eval(context));
                }));
    number(
        builtins,
        "req.remoteport",
        "the port of the client; 0 over a UNIX socket",
        r -> Math.max(0, Request.getRemotePort(r)));
    number(
        builtins,
        "req.localport",
        "the port the client reached; 0 over a UNIX socket",
        r -> Math.max(0, Request.getLocalPort(r)));
    named(builtins, "req.header", "a header field of the request", RequestModule::header);
    named(builtins, "req.cookie", "a cookie of the request", RequestModule::cookie);
    named(builtins, "req.query_param", "a parameter of the query", RequestModule::parameter);
  }

  /** Returns the host of a request without its port, in lower case. */
  static String host(RequestContext context) {
    String host = request(context).getHttpURI().getHost();
    return host == null ? "" : host.toLowerCase(Locale.ROOT);
  }

  /** Returns the port the client reached. */
  static int localPort(RequestContext context) {
    return Math.max(0, Request.getLocalPort(request(context)));
  }

  /** A UNIX socket has no address; it counts as this machine. */
  private static IpAddress address(@Nullable SocketAddress address) {
    InetAddress resolved = address instanceof InetSocketAddress inet ? inet.getAddress() : null;
    return resolved == null ? LOOPBACK : IpAddress.of(resolved);
  }

  private static ConnectionMetaData connection(RequestContext context) {
    return request(context).getConnectionMetaData();
  }

  private interface Property {
    String of(Request request);
  }

  private interface Numeric {
    long of(Request request);
  }

  private interface Named {
    String of(Request request, String name);
  }

  private static void text(
      Builtins.Builder<SetupContext, RequestContext> builtins,
      String name,
      String description,
      Property property) {
    builtins.main(
        Builtin.<RequestContext>named(name, description)
            .string(call -> context -> property.of(request(context))));
  }

  private static void number(
      Builtins.Builder<SetupContext, RequestContext> builtins,
      String name,
      String description,
      Numeric property) {
    builtins.main(
        Builtin.<RequestContext>named(name, description)
            .number(call -> (LongExpr<RequestContext>) context -> property.of(request(context))));
  }

  private static void named(
      Builtins.Builder<SetupContext, RequestContext> builtins,
      String name,
      String description,
      Named property) {
    builtins.main(
        Builtin.<RequestContext>named(name, description)
            .param("name", Type.STRING)
            .string(
                call -> {
                  StringExpr<RequestContext> key = call.string("name");
                  return context -> property.of(request(context), key.eval(context));
                }));
  }

  private static Request request(RequestContext context) {
    return context.exchange().request();
  }

  private static String path(Request request) {
    String path = request.getHttpURI().getDecodedPath();
    return path == null ? "" : path;
  }

  private static String query(Request request) {
    String query = request.getHttpURI().getQuery();
    return query == null ? "" : query;
  }

  private static String header(Request request, String name) {
    String value = request.getHeaders().get(name);
    return value == null ? "" : value;
  }

  /** RFC 4647 §3.4, lookup: a client that wants de-AT takes de. */
  private static String language(Request request, List<String> offered) {
    for (String wanted : request.getHeaders().getQualityCSV("Accept-Language")) {
      for (String range = wanted; !range.isEmpty(); range = parent(range)) {
        for (String language : offered) {
          if (language.equalsIgnoreCase(range)) {
            return language;
          }
        }
      }
    }
    return offered.isEmpty() ? "" : offered.get(0);
  }

  private static String parent(String range) {
    return range.substring(0, Math.max(0, range.lastIndexOf('-')));
  }

  private static String cookie(Request request, String name) {
    for (HttpCookie cookie : Request.getCookies(request)) {
      if (cookie.getName().equals(name)) {
        return cookie.getValue();
      }
    }
    return "";
  }

  private static String parameter(Request request, String name) {
    Fields.Field field = Request.extractQueryParameters(request).get(name);
    return field == null ? "" : field.getValue();
  }
}
