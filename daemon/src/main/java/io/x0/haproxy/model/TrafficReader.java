package io.x0.haproxy.model;

import io.x0.haproxy.rule.Acls;
import io.x0.haproxy.rule.Condition;
import io.x0.haproxy.rule.LegacyRules;
import io.x0.haproxy.rule.Route;
import io.x0.haproxy.rule.Rule;
import io.x0.haproxy.rule.RuleReader;
import io.x0.haproxy.sample.Lookup;
import io.x0.haproxy.source.Line;
import io.x0.haproxy.source.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the rules of one proxy when all of its lines are known. One thread. */
final class TrafficReader {
  private static final Set<String> KEYWORDS =
      Set.of(
          "acl",
          "http-request",
          "http-response",
          "http-after-response",
          "redirect",
          "block",
          "use_backend",
          "use-server",
          "tcp-request",
          "monitor");

  private final ProxyDraft proxy;
  private final RuleReader reader;
  private final LegacyRules legacy;
  private final List<Rule> connection = new ArrayList<>();
  private final List<Rule> blocks = new ArrayList<>();
  private final List<Rule> request = new ArrayList<>();
  private final List<Rule> legacyRequest = new ArrayList<>();
  private final List<Rule> redirects = new ArrayList<>();
  private final List<Rule> answer = new ArrayList<>();
  private final List<Rule> after = new ArrayList<>();
  private final List<Rule> statsRules = new ArrayList<>();
  private final List<Route> routes = new ArrayList<>();
  private final List<Condition> monitorFail = new ArrayList<>();

  private TrafficReader(ProxyDraft proxy, Lookup lookup) {
    this.proxy = proxy;
    Acls acls = new Acls(lookup);
    for (Line line : proxy.rules) {
      if (line.text(0).equals("acl")) {
        acls.define(line.text(1), line.from(2).stream().map(Word::text).toList());
      }
    }
    reader = new RuleReader(acls, proxy);
    legacy = new LegacyRules(reader, proxy);
  }

  /** Returns whether a line is a rule. */
  static boolean isRule(Line line) {
    String keyword = line.text(0);
    return KEYWORDS.contains(keyword)
        || LegacyRules.isKeyword(keyword)
        || (keyword.equals("stats") && line.text(1).equals("http-request"));
  }

  static Traffic read(ProxyDraft proxy, Lookup lookup) {
    TrafficReader traffic = new TrafficReader(proxy, lookup);
    for (Line line : proxy.rules) {
      traffic.line(line);
    }
    List<Rule> statsRules = traffic.statsRules;
    if (!statsRules.isEmpty()) {
      StatsPage page = proxy.stats.orElse(StatsPage.DEFAULT);
      proxy.stats = Optional.of(new StatsPage(page.uri(), page.realm(), page.users(), statsRules));
    }
    return new Traffic(
        List.of(
            traffic.connection,
            traffic.blocks,
            traffic.request,
            traffic.legacyRequest,
            traffic.redirects),
        List.of(traffic.answer, traffic.after),
        traffic.routes,
        proxy.defaultBackend,
        proxy.monitorUri,
        traffic.monitorFail);
  }

  private void line(Line line) {
    switch (line.text(0)) {
      case "acl" -> {}
      case "http-request" -> reader.rule(line, false).ifPresent(request::add);
      case "http-response" -> reader.rule(line, true).ifPresent(answer::add);
      case "http-after-response" -> reader.rule(line, true).ifPresent(after::add);
      case "redirect" -> reader.rule(line, "redirect").ifPresent(redirects::add);
      case "block" -> reader.rule(line, "deny").ifPresent(blocks::add);
      case "use_backend" -> reader.route(line).ifPresent(routes::add);
      case "use-server" ->
          proxy.refuse(line.at(), "use-server", "x0 does not choose servers by rules");
      case "tcp-request" -> tcpRequest(line);
      case "stats" -> reader.rule(line.withoutFirst(), false).ifPresent(statsRules::add);
      case "monitor" -> {
        if (line.text(1).equals("fail")) {
          reader.condition(line, 2).ifPresent(monitorFail::add);
        }
      }
      default -> {
        boolean onAnswer = LegacyRules.isOnAnswer(line.text(0));
        legacy.rule(line).ifPresent(onAnswer ? answer::add : legacyRequest::add);
      }
    }
  }

  /** {@code tcp-request connection|content reject if x}. */
  private void tcpRequest(Line line) {
    String keyword = "tcp-request " + line.text(1);
    String action = line.text(2);
    if (line.text(1).equals("inspect-delay")) {
      proxy.lost(line.at(), keyword, "rules run when the head of a request is there");
    } else if (action.equals("accept") || action.equals("reject") || action.equals("silent-drop")) {
      reader.rule(line.withoutFirst(), false).ifPresent(connection::add);
    } else if (action.startsWith("track-sc") || action.startsWith("sc-")) {
      proxy.lost(line.at(), keyword, "nothing is counted in stick tables");
    } else if (action.startsWith("set-var") || action.startsWith("capture")) {
      proxy.lost(line.at(), keyword, "nothing is kept of a connection");
    } else {
      proxy.refuse(line.at(), keyword + " " + action, "x0 does not do this with connections");
    }
  }
}
