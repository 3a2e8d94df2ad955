package io.x0.proxy;

import io.x0.common.name.BackendUrl;
import io.x0.director.BackendConfig;
import io.x0.director.Director;
import io.x0.director.DirectorConfig;
import io.x0.director.DirectorListener;
import io.x0.director.DirectorSettings;
import io.x0.director.Environment;
import io.x0.director.Event;
import io.x0.director.Origin;
import io.x0.shaper.BucketTree;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The ways to servers that belong to no director: each is a director of its own that nobody sees,
 * with one backend that is not checked, takes any number of requests and is tried once.
 * Thread-safe. They stay: there are as many as configurations have named.
 */
final class DirectRoutes {
  private static final String NAME = "direct";
  private static final DirectorSettings SETTINGS =
      DirectorSettings.TABLE.apply(
          DirectorSettings.DEFAULT,
          Map.of("health-check-mode", "off", "max-retry-count", "0", "slow-start", "0s"));

  private final Map<BackendUrl, Director> routes = new ConcurrentHashMap<>();
  private final Environment environment;

  DirectRoutes(Environment environment) {
    this.environment = environment;
  }

  /** Returns the way to a server. */
  Director to(BackendUrl url) {
    Director known = routes.get(url);
    return known == null ? routes.computeIfAbsent(url, this::route) : known;
  }

  private Director route(BackendUrl url) {
    return new Director(
        new DirectorConfig(
            NAME,
            Origin.STATIC,
            SETTINGS,
            List.of(BackendConfig.of(NAME, url)),
            BucketTree.EMPTY,
            1),
        environment,
        new Deaf());
  }

  /** Nothing ever happens to such a backend. */
  private static final class Deaf implements DirectorListener {
    @Override
    public void drained(String director, String backend) {}

    @Override
    public void stuck(String director, String backend) {}

    @Override
    public void happened(Event event) {}
  }
}
