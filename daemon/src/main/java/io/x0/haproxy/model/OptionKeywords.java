package io.x0.haproxy.model;

import io.x0.haproxy.source.Line;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code option NAME}. Stateless. */
final class OptionKeywords {
  /** What x0 does always, or what the translation asks for by name. */
  private static final Set<String> TAKEN =
      Set.of(
          "allbackups",
          "redispatch",
          "abortonclose",
          "http-server-close",
          "httpclose",
          "forceclose",
          "http-keep-alive",
          "http-tunnel",
          "http-pretend-keepalive");

  private static final Map<String, String> CHECKS =
      Map.of(
          "mysql-check", "servers are checked by connecting",
          "pgsql-check", "servers are checked by connecting",
          "ldap-check", "servers are checked by connecting",
          "redis-check", "servers are checked by connecting",
          "smtpchk", "servers are checked by connecting",
          "ssl-hello-chk", "servers are checked by connecting",
          "spop-check", "servers are checked by connecting",
          "external-check", "servers are checked by connecting");

  private OptionKeywords() {}

  /** Takes a line that begins with {@code option}; {@code on} is false behind {@code no}. */
  static void read(Line line, boolean on, ProxyDraft proxy) {
    String name = line.text(1);
    switch (name) {
      case "httpchk" -> CheckKeywords.httpchk(line, on, proxy);
      case "forwardfor" -> forwardfor(line, on, proxy);
      case "tcp-check" -> proxy.check = proxy.check.withHttp(false);
      case "http_proxy", "transparent", "dispatch" -> {
        if (on) {
          proxy.refuse(line.at(), "option " + name, "clients would choose where requests go");
        }
      }
      default -> {
        if (!on) {
          proxy.options.remove(name);
        } else if (TAKEN.contains(name)) {
          proxy.options.add(name);
        } else if (CHECKS.containsKey(name)) {
          proxy.check = proxy.check.withHttp(false);
          proxy.lost(line.at(), "option " + name, CHECKS.getOrDefault(name, ""));
        } else {
          proxy.lost(line.at(), "option " + name, lost(name));
        }
      }
    }
  }

  private static String lost(String name) {
    return switch (name) {
      case "httplog",
          "tcplog",
          "httpslog",
          "clf",
          "dontlognull",
          "dontlog-normal",
          "logasap",
          "log-separate-errors",
          "log-health-checks" ->
          "x0's own logs are used";
      case "forwarded", "originalto" -> "servers are not told so";
      case "http-buffer-request" -> "bodies go on as they come";
      case "persist" -> "a server that is down gets no requests";
      case "checkcache" -> "answers are not checked for cookies";
      default -> "x0 has its own way";
    };
  }

  private static void forwardfor(Line line, boolean on, ProxyDraft proxy) {
    ForwardedFor result = ForwardedFor.DEFAULT;
    for (int i = 2; i < line.size(); i++) {
      switch (line.text(i)) {
        case "except" ->
            result = new ForwardedFor(result.header(), line.text(++i), result.ifNone());
        case "header" ->
            result = new ForwardedFor(line.text(++i), result.except(), result.ifNone());
        case "if-none" -> result = new ForwardedFor(result.header(), result.except(), true);
        default -> proxy.lost(line.at(i), "option forwardfor", "unexpected '" + line.text(i) + "'");
      }
    }
    proxy.forwardedFor = on ? Optional.of(result) : Optional.empty();
  }
}
