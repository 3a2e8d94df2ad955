package io.x0.haproxy;

import io.x0.common.name.Host;
import io.x0.haproxy.model.Bind;
import io.x0.haproxy.model.Proxy;
import io.x0.haproxy.rule.Action;
import io.x0.haproxy.rule.Condition;
import io.x0.haproxy.rule.Route;
import io.x0.haproxy.rule.Rule;
import io.x0.haproxy.sample.NotEvaluableException;
import io.x0.haproxy.source.Location;
import io.x0.unix.SocketAccess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Writes a configuration of x0 that does what one of HAProxy does. One thread. */
final class HaproxyFlow {
  private static final int MAX_CONDITIONS = 512 * 1024;

  private final HaproxyConfig config;
  private final StringBuilder out = new StringBuilder();
  private final Map<String, Proxy> backends = new LinkedHashMap<>();
  private final Map<String, Cluster> clusters = new HashMap<>();
  private final Map<String, String> handlers = new HashMap<>();
  private final FlowTls tls;
  private final Set<Listener> opened = new HashSet<>();
  private int lost;

  /** How long all conditions are so far: each is written out wherever its name stands. */
  private int conditions;

  /**
   * @param isCertificate whether a file is there that has a certificate with its key
   */
  HaproxyFlow(HaproxyConfig config, Predicate<String> isCertificate) {
    this.config = config;
    tls = new FlowTls(config.configuration().global().tls(), isCertificate);
    for (Proxy proxy : config.configuration().proxies()) {
      if (proxy.isLoaded() && proxy.isBackend()) {
        backends.put(proxy.name(), proxy);
        handlers.put(
            proxy.name(), "to_" + (handlers.size() + 1) + "_" + FlowText.identifier(proxy.name()));
      }
    }
    config.clusters().forEach(cluster -> clusters.put(cluster.backend(), cluster));
  }

  String text() {
    setup();
    backends.values().forEach(this::backend);
    main();
    String head =
        FlowText.comment("From an HAProxy configuration: " + config.report().summary() + ".")
            + "\n"
            + FlowText.comment(
                lost == 0
                    ? "All of what was loaded is here. Rules see decoded paths."
                    : lost + " things are not: look for NOT CONVERTED. Rules see decoded paths.")
            + "\n\n";
    return head + out;
  }

  private void line(int depth, String text) {
    out.append("  ".repeat(depth)).append(text).append('\n');
  }

  private void notConverted(int depth, Location at, String what, String why) {
    lost++;
    line(depth, FlowText.comment("NOT CONVERTED: " + what + " at " + at.lineText() + ": " + why));
  }

  private void setup() {
    line(0, "handler setup {");
    for (Listener listener : config.listeners()) {
      try {
        listen(listener);
        opened.add(listener);
      } catch (NotEvaluableException e) {
        notConverted(1, listener.at(), "bind " + listener.address(), e.reason());
      }
    }
    for (Cluster cluster : config.clusters()) {
      if (!cluster.members().isEmpty()) {
        create(cluster);
      }
    }
    line(0, "}");
  }

  private void listen(Listener listener) throws NotEvaluableException {
    String address = address(listener);
    StringBuilder words = new StringBuilder();
    if (listener.tls().isPresent()) {
      words.append("ssl.listen ").append(address).append(tls.clients(listener.tls().get()));
      tls.contexts(listener.tls().get()).forEach(context -> line(1, context));
    } else {
      words.append("listen ").append(address);
    }
    if (listener.address().isUnix()) {
      Bind.Access access = listener.access();
      if (!access.mode().isEmpty() && !SocketAccess.isMode(access.mode())) {
        throw new NotEvaluableException("mode " + access.mode());
      }
      for (var word :
          List.of(
              Map.entry("mode", access.mode()),
              Map.entry("owner", access.user()),
              Map.entry("group", access.group()))) {
        if (!word.getValue().isEmpty()) {
          words.append(", ").append(word.getKey()).append(": ");
          words.append(FlowText.quoted(word.getValue()));
        }
      }
    }
    line(1, words + ";");
    if (listener.acceptProxy()) {
      String whom = listener.address().isUnix() ? ";" : ", [0.0.0.0/0, ::/0];";
      line(1, "proxy_protocol.from " + address + whom);
    }
  }

  private static String address(Listener listener) throws NotEvaluableException {
    return FlowText.quoted(listener.address().toString().replace("*", ""));
  }

  private void create(Cluster cluster) {
    Location at = cluster.members().get(0).server().at();
    StringJoiner members = new StringJoiner(",\n    ", "", ";");
    for (Cluster.Member member : cluster.members()) {
      StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
      member.settings().forEach((name, value) -> query.add(name + "=" + value));
      members.add("'" + member.name() + "' => '" + member.url() + query + "'");
    }
    line(1, "director.create '" + cluster.name() + "',\n    " + members);
    StringJoiner settings = new StringJoiner(",\n    ", "", ";");
    for (Map.Entry<String, String> setting : cluster.settings().entrySet()) {
      try {
        settings.add("'" + setting.getKey() + "' => " + FlowText.quoted(setting.getValue()));
      } catch (NotEvaluableException e) {
        notConverted(1, at, setting.getKey(), e.reason());
      }
    }
    if (!cluster.settings().isEmpty()) {
      line(1, "director.set '" + cluster.name() + "',\n    " + settings);
    }
  }

  private void backend(Proxy proxy) {
    line(0, "");
    line(0, "handler " + handlers.get(proxy.name()) + " {");
    if (!rules(proxy)) {
      line(1, balance(proxy));
    }
    line(0, "}");
  }

  private String balance(Proxy proxy) {
    Cluster cluster = clusters.get(proxy.name());
    return cluster == null || cluster.members().isEmpty()
        ? "return 503;"
        : "director.balance '" + cluster.name() + "';";
  }

  /** Returns whether one of the rules ends every request. */
  private boolean rules(Proxy proxy) {
    proxy
        .stats()
        .ifPresent(page -> notConverted(1, proxy.at(), "stats " + page.uri(), "there is no page"));
    if (!proxy.errorFiles().isEmpty()) {
      String statuses = new TreeSet<>(proxy.errorFiles().keySet()).toString();
      notConverted(
          1, proxy.at(), "errorfile " + statuses, "error.page takes a body without a head");
    }
    for (List<Rule> set : proxy.traffic().requestRules()) {
      for (Rule rule : set) {
        if (rule.action() instanceof Action.Allow && !isLast(rule, set)) {
          notConverted(1, rule.at(), "allow, and the rules behind it", "Flow cannot leave a set");
          break;
        }
        if (!(rule.action() instanceof Action.Allow) && rule(rule)) {
          return true;
        }
      }
    }
    for (List<Rule> set : proxy.traffic().answerRules()) {
      for (Rule rule : set) {
        notConverted(1, rule.at(), FlowAction.name(rule.action()), "no rules for answers");
      }
    }
    return false;
  }

  private static boolean isLast(Rule rule, List<Rule> set) {
    return set.get(set.size() - 1).equals(rule);
  }

  private boolean rule(Rule rule) {
    try {
      String action = FlowAction.of(rule.action());
      return guarded(rule.condition(), action);
    } catch (NotEvaluableException e) {
      notConverted(1, rule.at(), FlowAction.name(rule.action()), e.reason());
      return false;
    }
  }

  private boolean guarded(Condition condition, String statement) throws NotEvaluableException {
    if (condition.equals(Condition.ALWAYS)) {
      line(1, statement);
      return true;
    }
    if (conditions > MAX_CONDITIONS) {
      throw new NotEvaluableException("conditions take more than 512k characters already");
    }
    String test = FlowCondition.of(condition);
    conditions += test.length();
    line(1, "if " + test + " {");
    line(2, statement);
    line(1, "}");
    return false;
  }

  private void main() {
    Map<String, List<Listener>> byFrontend = new HashMap<>();
    config
        .listeners()
        .forEach(l -> byFrontend.computeIfAbsent(l.frontend(), f -> new ArrayList<>()).add(l));
    List<String> choices = new ArrayList<>();
    int number = 0;
    for (Proxy proxy : config.configuration().proxies()) {
      List<Listener> listeners = new ArrayList<>(byFrontend.getOrDefault(proxy.name(), List.of()));
      listeners.removeIf(listener -> !opened.contains(listener));
      if (!proxy.isLoaded() || !proxy.isFrontend() || listeners.isEmpty()) {
        continue;
      }
      String handler = "at_" + ++number + "_" + FlowText.identifier(proxy.name());
      frontend(proxy, handler);
      for (Listener listener : listeners) {
        try {
          choices.add("if " + place(listener) + " { " + handler + "; }");
        } catch (NotEvaluableException e) {
          notConverted(0, listener.at(), "bind " + listener.address(), e.reason());
        }
      }
    }
    line(0, "");
    line(0, "handler main {");
    // What is bound to one address goes before what is bound to all of them.
    choices.stream().filter(c -> c.contains("req.localip")).forEach(c -> line(1, c));
    choices.stream().filter(c -> !c.contains("req.localip")).forEach(c -> line(1, c));
    line(1, "return 503;");
    line(0, "}");
  }

  private static String place(Listener listener) throws NotEvaluableException {
    if (listener.address().isUnix()) {
      return "req.listener == " + address(listener);
    }
    String host = listener.address().host();
    String port = "req.localport == " + listener.address().port();
    boolean any = host.equals("*") || host.equals("::");
    boolean ip = !any && (host.matches("[0-9.]+") || Host.isIpv6(host));
    return ip ? port + " and req.localip == " + host : port;
  }

  private void frontend(Proxy proxy, String handler) {
    line(0, "");
    line(0, "handler " + handler + " {");
    boolean ended = rules(proxy);
    for (Route route : proxy.traffic().routes()) {
      if (ended) {
        break;
      }
      try {
        String name =
            route
                .backend()
                .constant()
                .orElseThrow(() -> new NotEvaluableException("the name depends on the request"));
        ended = guarded(route.condition(), to(name, proxy));
      } catch (NotEvaluableException e) {
        notConverted(1, route.at(), "use_backend " + route.backend(), e.reason());
      }
    }
    if (!ended) {
      Optional<Route> otherwise = proxy.traffic().defaultBackend();
      line(
          1,
          otherwise.isEmpty() && proxy.isBackend()
              ? balance(proxy)
              : to(otherwise.map(route -> route.backend().toString()).orElse(""), proxy));
    }
    line(0, "}");
  }

  private String to(String backend, Proxy from) {
    if (from.isBackend() && from.name().equals(backend)) {
      return balance(from);
    }
    String handler = handlers.get(backend);
    return handler == null ? "return 503;" : handler + ";";
  }
}
