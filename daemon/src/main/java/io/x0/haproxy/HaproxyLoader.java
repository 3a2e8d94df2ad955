package io.x0.haproxy;

import io.x0.haproxy.model.Bind;
import io.x0.haproxy.model.Configuration;
import io.x0.haproxy.model.ConfigurationReader;
import io.x0.haproxy.model.Proxy;
import io.x0.haproxy.rule.Route;
import io.x0.haproxy.source.Diagnostics;
import io.x0.haproxy.source.Location;
import io.x0.haproxy.source.SectionReader;
import io.x0.haproxy.source.Variables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Loads configurations of HAProxy. No text makes it throw: what is wrong is in the diagnostics.
 * Stateless.
 */
public final class HaproxyLoader {
  private HaproxyLoader() {}

  /**
   * A file to load.
   *
   * @param name for diagnostics
   * @param text what is in it
   */
  public record Source(String name, String text) {}

  /**
   * How to load.
   *
   * @param environment the environment variables
   * @param files reads a file that a configuration names, such as a map; empty if it cannot be read
   * @param lenient whether a line that x0 cannot obey is skipped instead of its proxy, also where
   *     that lets through what the configuration does not
   */
  public record Options(
      Map<String, String> environment, Function<String, Optional<String>> files, boolean lenient) {
    public Options {
      environment = Map.copyOf(environment);
    }
  }

  /** Returns what files mean, which are read in order as {@code haproxy -f a -f b} does. */
  public static HaproxyConfig load(List<Source> sources, Options options) {
    Diagnostics diagnostics = new Diagnostics();
    Variables variables = new Variables(options.environment());
    SectionReader sections = new SectionReader(variables, diagnostics);
    sources.forEach(source -> sections.read(source.name(), source.text()));
    Configuration configuration =
        new ConfigurationReader(variables, options.files(), diagnostics, options.lenient())
            .read(sections.sections());
    checkRoutes(configuration, diagnostics);
    List<Cluster> clusters = clusters(configuration, diagnostics);
    List<Listener> listeners = listeners(configuration, diagnostics);
    return new HaproxyConfig(
        configuration,
        listeners,
        clusters,
        diagnostics.all(),
        HaproxyReport.of(configuration, listeners, clusters, diagnostics));
  }

  private static void checkRoutes(Configuration configuration, Diagnostics diagnostics) {
    Map<String, Proxy.State> backends = new HashMap<>();
    for (Proxy proxy : configuration.proxies()) {
      if (proxy.isBackend()) {
        backends.put(proxy.name(), proxy.state());
      }
    }
    for (Proxy proxy : configuration.proxies()) {
      for (Route route : proxy.traffic().routes()) {
        route
            .backend()
            .constant()
            .ifPresent(name -> check(route.at(), "use_backend", name, backends, diagnostics));
      }
      if (proxy.isFrontend()) {
        proxy
            .traffic()
            .defaultBackend()
            .ifPresent(
                route ->
                    check(
                        route.at(),
                        "default_backend",
                        route.backend().toString(),
                        backends,
                        diagnostics));
      }
    }
  }

  private static void check(
      Location at,
      String keyword,
      String name,
      Map<String, Proxy.State> backends,
      Diagnostics diagnostics) {
    Proxy.State state = backends.get(name);
    if (state == null) {
      diagnostics.error(at, keyword, "there is no backend " + name + "; its requests get 503");
    } else if (state != Proxy.State.LOADED) {
      diagnostics.warning(at, keyword, "backend " + name + " is not loaded; its requests get 503");
    }
  }

  private static List<Cluster> clusters(Configuration configuration, Diagnostics diagnostics) {
    ClusterTranslation translation = new ClusterTranslation(diagnostics);
    DirectorNames names = new DirectorNames();
    List<Cluster> clusters = new ArrayList<>();
    for (Proxy proxy : configuration.proxies()) {
      if (proxy.isLoaded() && proxy.isBackend() && !proxy.servers().isEmpty()) {
        String name = names.of(proxy.name());
        if (!name.equals(proxy.name())) {
          diagnostics.warning(
              proxy.at(), "backend " + proxy.name(), "its director is called " + name);
        }
        clusters.add(translation.translate(proxy, name));
      }
    }
    return clusters;
  }

  private static List<Listener> listeners(Configuration configuration, Diagnostics diagnostics) {
    List<Listener> listeners = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (Proxy proxy : configuration.proxies()) {
      if (!proxy.isLoaded() || !proxy.isFrontend()) {
        continue;
      }
      for (Bind bind : proxy.binds()) {
        if (taken.add(bind.address().toString())) {
          listeners.add(
              new Listener(
                  proxy.name(),
                  bind.at(),
                  bind.address(),
                  bind.tls(),
                  bind.acceptProxy(),
                  bind.access()));
        } else {
          diagnostics.error(
              bind.at(), "bind", bind.address() + " is bound before; this one gets nothing");
        }
      }
      if (proxy.binds().isEmpty()) {
        diagnostics.warning(proxy.at(), proxy.kind().keyword(), proxy.name() + " listens nowhere");
      }
    }
    return listeners;
  }
}
