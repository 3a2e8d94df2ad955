package io.x0.haproxy.model;

import io.x0.haproxy.rule.Condition;
import io.x0.haproxy.rule.Route;
import io.x0.haproxy.sample.Lookup;
import io.x0.haproxy.sample.Template;
import io.x0.haproxy.source.Line;
import io.x0.haproxy.source.Section;
import io.x0.haproxy.source.Variables;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the lines of a proxy or of defaults. One thread. */
final class ProxyReader {
  private static final Set<String> TIMEOUTS =
      Set.of(
          "client",
          "server",
          "connect",
          "queue",
          "http-request",
          "http-keep-alive",
          "check",
          "tunnel",
          "tarpit");

  private static final Map<String, String> OLD_TIMEOUTS =
      Map.of("clitimeout", "client", "srvtimeout", "server", "contimeout", "connect");

  private final BalanceKeywords balance;
  private final ServerKeywords servers;
  private final Lookup lookup;

  ProxyReader(Variables variables, Lookup lookup) {
    this.lookup = lookup;
    balance = new BalanceKeywords(lookup);
    servers = new ServerKeywords(variables);
  }

  /** Takes all lines of a section; rules are kept for later. */
  void read(Section section, ProxyDraft proxy) {
    if (section.kind().isProxy() && section.header().text(2).matches(".*:[0-9,-]+")) {
      proxy.lost(section.header().at(2), "listen", "an address here is the way of old; taken");
      servers.bind(section.header(), 2, proxy);
    }
    boolean http = isHttp(section, proxy);
    for (Line line : section.lines()) {
      boolean on = !line.text(0).equals("no");
      boolean reset = line.text(0).equals("default");
      Line plain = on && !reset ? line : line.withoutFirst();
      if (plain.size() == 0 || plain.text(0).equals("mode")) {
        continue;
      }
      // What is not about HTTP is skipped as a whole, with one warning.
      if (http) {
        line(plain, on && !reset, proxy);
      }
    }
  }

  private static boolean isHttp(Section section, ProxyDraft proxy) {
    for (Line line : section.lines()) {
      if (line.text(0).equals("mode")) {
        proxy.mode = line.text(1);
        proxy.modeGiven = true;
      }
    }
    return proxy.mode.equals("http") || !section.kind().isProxy();
  }

  private void line(Line line, boolean on, ProxyDraft proxy) {
    String keyword = line.text(0);
    if (TrafficReader.isRule(line)) {
      proxy.rules.add(line);
      return;
    }
    switch (keyword) {
      case "bind" -> servers.bind(line, proxy);
      case "server" -> servers.server(line, proxy);
      case "server-template" -> servers.template(line, proxy);
      case "default-server" -> ServerKeywords.defaultServer(line, proxy);
      case "dispatch", "transparent" ->
          proxy.refuse(line.at(), keyword, "x0 sends requests to servers only");
      case "balance" -> balance.balance(line, proxy);
      case "cookie" -> balance.cookie(line, proxy);
      case "stick" -> balance.stick(line, proxy);
      case "option" -> OptionKeywords.read(line, on, proxy);
      case "http-check" -> CheckKeywords.httpCheck(line, proxy);
      case "errorfile" -> ErrorKeywords.errorfile(line, proxy, lookup);
      case "stats" -> PageKeywords.stats(line, proxy);
      case "timeout" -> timeout(line, line.text(1), line.text(2), proxy);
      case "clitimeout", "srvtimeout", "contimeout" -> {
        proxy.lost(line.at(), keyword, "HAProxy refuses it since 2.1; taken");
        timeout(line, OLD_TIMEOUTS.getOrDefault(keyword, ""), line.text(1), proxy);
      }
      case "maxconn" -> proxy.maxconn = number(line, proxy, 0);
      case "retries" -> proxy.retries = number(line, proxy, proxy.retries);
      case "redispatch" -> proxy.options.add("redispatch");
      case "default_backend" -> defaultBackend(line, proxy);
      case "monitor-uri" -> proxy.monitorUri = line.text(1);
      case "disabled" -> proxy.disabled = on;
      case "enabled" -> proxy.disabled = false;
      case "filter" -> filter(line, proxy);
      default -> proxy.lost(line.at(), keyword, Quiet.ofProxy(keyword));
    }
  }

  private static void timeout(Line line, String name, String value, ProxyDraft proxy) {
    var time = TimeText.parse(value);
    if (time.isEmpty()) {
      proxy.lost(line.at(), "timeout " + name, "'" + value + "' is not a time");
    } else if (TIMEOUTS.contains(name)) {
      if (time.get().isZero()) {
        proxy.timeouts.remove(name);
      } else {
        proxy.timeouts.put(name, time.get());
      }
    } else {
      proxy.lost(line.at(), "timeout " + name, "x0 has its own");
    }
  }

  private static int number(Line line, ProxyDraft proxy, int otherwise) {
    String text = line.text(1);
    if (!text.matches("[0-9]{1,8}")) {
      proxy.lost(line.at(), line.text(0), "'" + text + "' is not a number");
      return otherwise;
    }
    return Integer.parseInt(text);
  }

  private static void defaultBackend(Line line, ProxyDraft proxy) {
    if (line.size() > 2) {
      proxy.lost(line.at(2), "default_backend", "unexpected '" + line.rest(2) + "'");
    }
    proxy.defaultBackend =
        Optional.of(new Route(line.at(), Condition.ALWAYS, Template.fixed(line.text(1))));
  }

  private static void filter(Line line, ProxyDraft proxy) {
    if (line.text(1).equals("spoe")) {
      proxy.refuse(line.at(), "filter spoe", "x0 does not ask agents about requests");
    } else {
      proxy.lost(line.at(), "filter " + line.text(1), "the filter does not run");
    }
  }
}
