package io.x0.director;

import io.x0.common.name.BackendUrl;
import io.x0.common.unit.Capacity;
import io.x0.health.CheckMode;
import io.x0.health.HealthSettings;
import io.x0.shaper.BucketTree;
import io.x0.time.Clock;
import io.x0.time.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** What the benchmarks of directors have in common. Stateless. */
final class Rig {
  private Rig() {}

  /** Returns backends that are not checked. */
  static List<BackendConfig> backends(int count, Capacity capacity) {
    List<BackendConfig> configs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      configs.add(
          BackendConfig.of("b" + i, BackendUrl.parse("url", "http://10.0.0.1:80"))
              .withCapacity(capacity));
    }
    return configs;
  }

  /** Returns settings with which nothing is checked. */
  static DirectorSettings unchecked() {
    DirectorSettings settings = DirectorSettings.DEFAULT;
    return settings.withHealth(settings.health().withMode(CheckMode.OFF));
  }

  /**
   * Returns a director.
   *
   * @param scheduler its timers
   * @param executor where grants from the queue run
   */
  static Director director(
      DirectorSettings settings,
      List<BackendConfig> backends,
      Scheduler scheduler,
      Executor executor) {
    return new Director(
        new DirectorConfig("shop", Origin.MANAGED, settings, backends, BucketTree.EMPTY, 1),
        new Environment(
            Clock.system(),
            scheduler,
            executor,
            (target, done) -> {
              throw new IllegalStateException("nothing is checked here");
            },
            1),
        new Deaf());
  }

  /** Returns a live backend that is not checked. */
  static Backend backend(BackendConfig config) {
    return new Backend(config, HealthSettings.DEFAULT.withMode(CheckMode.OFF), Clock.system());
  }

  private static final class Deaf implements DirectorListener {
    @Override
    public void drained(String director, String backend) {}

    @Override
    public void stuck(String director, String backend) {}

    @Override
    public void happened(Event event) {}
  }
}
