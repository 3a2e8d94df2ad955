package io.x0.modules.haproxy;

import io.x0.director.Director;
import io.x0.director.Directors;
import io.x0.haproxy.Cluster;
import io.x0.haproxy.HaproxyConfig;
import io.x0.haproxy.HaproxyRouter;
import io.x0.haproxy.model.Proxy;
import io.x0.haproxy.stats.FrontendStats;
import io.x0.haproxy.stats.StatsSection;
import io.x0.proxy.ErrorPage;
import io.x0.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A configuration of HAProxy in use. Thread-safe. */
final class HaproxyService {
  private final HaproxyConfig config;
  private final HaproxyRouter router;
  private final Directors directors;
  private final Map<String, Frontend> frontends = new LinkedHashMap<>();
  private final Map<String, Proxy> backends = new HashMap<>();
  private final Map<String, Cluster> clusters = new HashMap<>();
  private final Map<String, StickySession> sessions = new HashMap<>();
  private final Map<String, Map<Integer, ErrorPage>> errors = new HashMap<>();
  private final Map<Pair, ForwardedAddress> forwarded = new ConcurrentHashMap<>();

  private record Pair(String frontend, String backend) {}

  HaproxyService(HaproxyConfig config, Directors directors, Clock clock) {
    this.config = config;
    this.directors = directors;
    router = config.router();
    for (Proxy proxy : config.configuration().proxies()) {
      if (proxy.isLoaded() && proxy.isFrontend()) {
        frontends.put(proxy.name(), new Frontend(proxy, new FrontendStats(clock)));
      }
      if (proxy.isLoaded() && proxy.isBackend()) {
        backends.put(proxy.name(), proxy);
        errors.put(proxy.name(), Errors.of(proxy));
      }
    }
    for (Cluster cluster : config.clusters()) {
      clusters.put(cluster.backend(), cluster);
      Optional.ofNullable(backends.get(cluster.backend()))
          .flatMap(Proxy::cookie)
          .ifPresent(
              cookie -> {
                Map<String, String> values = new HashMap<>();
                cluster
                    .members()
                    .forEach(m -> values.put(m.name(), m.server().parameters().cookie()));
                sessions.put(cluster.backend(), new StickySession(cookie, values));
              });
    }
  }

  HaproxyRouter router() {
    return router;
  }

  /** Returns a frontend that is in use. */
  Frontend frontend(String name) {
    Frontend frontend = frontends.get(name);
    if (frontend == null) {
      throw new IllegalArgumentException("no frontend " + name);
    }
    return frontend;
  }

  /** Returns the director of that name; empty if it has gone. */
  Optional<Director> director(String name) {
    return directors.route(name);
  }

  /** Returns how many backends of a director could take a request now. */
  int usable(String director) {
    return directors.route(director).map(Director::usable).orElse(0);
  }

  /** Returns how clients of a backend are kept at their servers, or empty if they are not. */
  Optional<StickySession> session(String backend) {
    return Optional.ofNullable(sessions.get(backend));
  }

  /** Returns what is shown in the place of errors once a backend is chosen. */
  Map<Integer, ErrorPage> errors(String backend) {
    return errors.getOrDefault(backend, Map.of());
  }

  /** Returns how a backend is told where requests that came to a frontend come from. */
  ForwardedAddress forwarded(Frontend frontend, String backend) {
    return forwarded.computeIfAbsent(
        new Pair(frontend.name(), backend),
        pair ->
            ForwardedAddress.of(
                frontend.proxy(), backends.getOrDefault(backend, frontend.proxy())));
  }

  /** Returns what is shown of it, in the order of the configuration. */
  List<StatsSection> sections() {
    List<StatsSection> sections = new ArrayList<>();
    for (Proxy proxy : config.configuration().proxies()) {
      if (proxy.isLoaded()) {
        Optional<Cluster> cluster =
            Optional.ofNullable(proxy.isBackend() ? clusters.get(proxy.name()) : null);
        Map<String, String> names = new HashMap<>();
        cluster.ifPresent(c -> c.members().forEach(m -> names.put(m.name(), m.server().name())));
        sections.add(
            new StatsSection(
                proxy.name(),
                Optional.ofNullable(proxy.isFrontend() ? frontends.get(proxy.name()) : null)
                    .map(Frontend::stats),
                proxy.maxconn(),
                cluster.flatMap(c -> directors.find(c.name())).map(Director::snapshot),
                names));
      }
    }
    return sections;
  }

  /** Returns the names of its directors. */
  List<String> directorNames() {
    return config.clusters().stream().map(Cluster::name).toList();
  }
}
