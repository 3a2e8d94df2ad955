package io.x0.haproxy;

import io.x0.haproxy.model.Balancing;
import io.x0.haproxy.model.Configuration;
import io.x0.haproxy.model.Proxy;
import io.x0.haproxy.model.StatsPage;
import io.x0.haproxy.model.StickyCookie;
import io.x0.haproxy.model.Traffic;
import io.x0.haproxy.rule.Condition;
import io.x0.haproxy.rule.Evaluation;
import io.x0.haproxy.rule.Reply;
import io.x0.haproxy.rule.Route;
import io.x0.haproxy.rule.Rule;
import io.x0.haproxy.sample.RequestView;
import io.x0.haproxy.sample.ResponseView;
import io.x0.haproxy.sample.Userlist;
import io.x0.haproxy.sample.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** Decides where requests go, as the rules of a configuration say. Immutable; thread-safe. */
public final class HaproxyRouter {
  /** Sets of rules before the page of statistics; redirect rules come after it. */
  private static final int BEFORE_STATS = 4;

  private final Map<String, Proxy> frontends = new HashMap<>();
  private final Map<String, Proxy> backends = new HashMap<>();
  private final Map<String, Cluster> clusters = new HashMap<>();
  private final Map<String, Map<String, String>> stickyServers = new HashMap<>();

  HaproxyRouter(Configuration configuration, List<Cluster> all) {
    for (Proxy proxy : configuration.proxies()) {
      if (proxy.isLoaded() && proxy.isFrontend()) {
        frontends.put(proxy.name(), proxy);
      }
      if (proxy.isLoaded() && proxy.isBackend()) {
        backends.put(proxy.name(), proxy);
      }
    }
    for (Cluster cluster : all) {
      clusters.put(cluster.backend(), cluster);
      Map<String, String> byCookie = new HashMap<>();
      for (Cluster.Member member : cluster.members()) {
        String cookie = member.server().parameters().cookie();
        if (!cookie.isEmpty()) {
          byCookie.putIfAbsent(cookie, member.name());
        }
      }
      stickyServers.put(cluster.backend(), Map.copyOf(byCookie));
    }
  }

  /**
   * Returns what becomes of a request.
   *
   * @param frontend where it came in
   * @param request as the client sent it
   * @param usableServers how many backends of a director could take a request now
   */
  public Decision decide(
      String frontend, RequestView request, ToIntFunction<String> usableServers) {
    Proxy proxy = frontends.get(frontend);
    if (proxy == null) {
      return new Decision.Unavailable("there is no frontend " + frontend);
    }
    Evaluation evaluation =
        new Evaluation(
            request,
            backend -> {
              Cluster cluster = clusters.get(backend);
              return cluster == null ? 0 : usableServers.applyAsInt(cluster.name());
            });
    Traffic traffic = proxy.traffic();
    if (!traffic.monitorUri().isEmpty() && traffic.monitorUri().equals(uri(request))) {
      return monitor(traffic.monitorFail(), evaluation);
    }
    Optional<Decision> answered = rules(proxy, evaluation);
    if (answered.isPresent()) {
      return answered.get();
    }
    String target = target(proxy, evaluation);
    Proxy backend = backends.get(target);
    if (backend == null) {
      return new Decision.Unavailable(
          target.isEmpty() ? "no rule of " + frontend + " fits" : "there is no backend " + target);
    }
    if (!isItself(proxy, target)) {
      answered = rules(backend, evaluation);
      if (answered.isPresent()) {
        return answered.get();
      }
    }
    return forward(frontend, backend, evaluation);
  }

  /** Runs the rules for the answer of a backend. Returns what is answered instead, or empty. */
  public Optional<Reply> answered(Decision.Forward forward, ResponseView response) {
    Evaluation evaluation = forward.evaluation();
    evaluation.answered(response);
    List<Proxy> proxies = new ArrayList<>();
    Optional.ofNullable(backends.get(forward.backend())).ifPresent(proxies::add);
    Optional.ofNullable(frontends.get(forward.frontend()))
        .filter(frontend -> !isItself(frontend, forward.backend()))
        .ifPresent(proxies::add);
    for (int set = 0; set < 2; set++) {
      for (Proxy proxy : proxies) {
        List<List<Rule>> rules = proxy.traffic().answerRules();
        if (set < rules.size()) {
          Optional<Reply> reply = evaluation.run(rules.get(set));
          if (reply.isPresent()) {
            return reply;
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Returns whether a listen section sends requests to its own servers. */
  private static boolean isItself(Proxy frontend, String backend) {
    return frontend.isBackend() && frontend.name().equals(backend);
  }

  private static String uri(RequestView request) {
    return request.query().map(q -> request.path() + "?" + q).orElse(request.path());
  }

  private static Decision monitor(List<Condition> fail, Evaluation evaluation) {
    boolean fails = fail.stream().anyMatch(condition -> condition.holds(evaluation));
    return fails ? new Decision.Answer(new Reply.Refuse(503)) : new Decision.Alive();
  }

  private static Optional<Decision> rules(Proxy proxy, Evaluation evaluation) {
    List<List<Rule>> sets = proxy.traffic().requestRules();
    for (int i = 0; i < sets.size(); i++) {
      Optional<Decision> stats =
          i == BEFORE_STATS ? stats(proxy.stats(), evaluation) : Optional.empty();
      if (stats.isPresent()) {
        return stats;
      }
      Optional<Reply> reply = evaluation.run(sets.get(i));
      if (reply.isPresent()) {
        return Optional.of(new Decision.Answer(reply.get()));
      }
    }
    return Optional.empty();
  }

  private static Optional<Decision> stats(Optional<StatsPage> page, Evaluation evaluation) {
    if (page.isEmpty() || !uri(evaluation.request()).startsWith(page.get().uri())) {
      return Optional.empty();
    }
    StatsPage stats = page.get();
    Optional<Reply> reply = evaluation.run(stats.rules());
    if (reply.isPresent()) {
      return Optional.of(new Decision.Answer(reply.get()));
    }
    Userlist users = new Userlist(stats.users(), Map.of(), true);
    if (!stats.users().isEmpty() && users.user(evaluation.request()).isEmpty()) {
      return Optional.of(new Decision.Answer(new Reply.Challenge(stats.realm())));
    }
    return Optional.of(new Decision.Stats(stats));
  }

  private String target(Proxy proxy, Evaluation evaluation) {
    for (Route route : proxy.traffic().routes()) {
      if (route.condition().holds(evaluation)) {
        String name = route.backend().render(evaluation);
        if (route.backend().constant().isPresent() || backends.containsKey(name)) {
          return name;
        }
        break;
      }
    }
    return proxy
        .traffic()
        .defaultBackend()
        .map(route -> route.backend().render(evaluation))
        .orElse(proxy.isBackend() ? proxy.name() : "");
  }

  private Decision forward(String frontend, Proxy backend, Evaluation evaluation) {
    Cluster cluster = clusters.get(backend.name());
    if (cluster == null) {
      return new Decision.Unavailable("backend " + backend.name() + " has no servers");
    }
    Balancing balancing = backend.balancing();
    Optional<String> key = balancing.key().flatMap(k -> k.value(evaluation)).map(Value::text);
    return new Decision.Forward(
        frontend,
        backend.name(),
        cluster.name(),
        key,
        backend.cookie().flatMap(cookie -> sticky(backend.name(), cookie, evaluation)),
        evaluation);
  }

  private Optional<String> sticky(String backend, StickyCookie cookie, Evaluation evaluation) {
    Map<String, String> servers = stickyServers.getOrDefault(backend, Map.of());
    return evaluation
        .request()
        .cookie(cookie.name())
        .map(
            value -> {
              // In prefix mode the server stands in front of the application's own value.
              int mark = cookie.mode() == StickyCookie.Mode.PREFIX ? value.indexOf('~') : -1;
              return mark < 0 ? value : value.substring(0, mark);
            })
        .map(servers::get);
  }
}
