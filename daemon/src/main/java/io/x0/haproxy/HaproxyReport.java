package io.x0.haproxy;

import io.x0.common.OneLine;
import io.x0.haproxy.model.Configuration;
import io.x0.haproxy.model.Proxy;
import io.x0.haproxy.source.Diagnostics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What was loaded. Immutable.
 *
 * @param frontends how many frontends and listen sections are used
 * @param backends how many directors there are
 * @param servers how many backends they have together
 * @param ignored how many proxies are not used
 * @param warnings how many warnings there were
 * @param errors how many errors there were
 * @param lines one for each proxy
 */
public record HaproxyReport(
    int frontends,
    int backends,
    int servers,
    int ignored,
    int warnings,
    int errors,
    List<String> lines) {
  private static final int NAME = 80;

  public HaproxyReport {
    lines = List.copyOf(lines);
  }

  static HaproxyReport of(
      Configuration configuration,
      List<Listener> listeners,
      List<Cluster> clusters,
      Diagnostics diagnostics) {
    Map<String, List<Listener>> listenersOf = new HashMap<>();
    listeners.forEach(
        l -> listenersOf.computeIfAbsent(l.frontend(), name -> new ArrayList<>()).add(l));
    Map<String, Cluster> clusterOf = new HashMap<>();
    clusters.forEach(cluster -> clusterOf.put(cluster.backend(), cluster));
    List<String> lines = new ArrayList<>();
    int frontends = 0;
    int ignored = 0;
    for (Proxy proxy : configuration.proxies()) {
      frontends += proxy.isLoaded() && proxy.isFrontend() ? 1 : 0;
      ignored += proxy.isLoaded() ? 0 : 1;
      Optional<Cluster> cluster =
          Optional.ofNullable(proxy.isBackend() ? clusterOf.get(proxy.name()) : null);
      lines.add(line(proxy, listenersOf.getOrDefault(proxy.name(), List.of()), cluster));
    }
    return new HaproxyReport(
        frontends,
        clusters.size(),
        clusters.stream().mapToInt(cluster -> cluster.members().size()).sum(),
        ignored,
        diagnostics.warnings(),
        diagnostics.errors(),
        lines);
  }

  private static String line(Proxy proxy, List<Listener> listeners, Optional<Cluster> cluster) {
    String name = proxy.kind().keyword() + " " + OneLine.of(proxy.name(), NAME) + ": ";
    if (!proxy.isLoaded()) {
      return name + "ignored, " + proxy.state().name().toLowerCase(Locale.ROOT);
    }
    List<String> facts = new ArrayList<>();
    if (proxy.isFrontend()) {
      long tls = listeners.stream().filter(l -> l.tls().isPresent()).count();
      facts.add(listeners.size() + " listeners" + (tls > 0 ? " (" + tls + " with TLS)" : ""));
      facts.add(proxy.traffic().routes().size() + " routes");
    }
    int rules = proxy.traffic().requestRules().stream().mapToInt(List::size).sum();
    facts.add(rules + " rules");
    cluster.ifPresent(
        c ->
            facts.add(
                "director "
                    + c.name()
                    + " with "
                    + c.members().size()
                    + " of "
                    + proxy.servers().size()
                    + " servers"));
    return name + "loaded, " + String.join(", ", facts);
  }

  /** Returns all in one line. */
  public String summary() {
    return frontends
        + " frontends, "
        + backends
        + " backends, "
        + servers
        + " servers; "
        + ignored
        + " proxies ignored; "
        + warnings
        + " warnings, "
        + errors
        + " errors";
  }
}
