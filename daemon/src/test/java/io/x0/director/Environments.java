package io.x0.director;

import io.x0.health.CheckMode;
import io.x0.health.ProbeResult;
import io.x0.time.Clock;
import io.x0.time.Scheduler;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** What directors in tests live on. Stateless. */
public final class Environments {
  private static final ProbeResult GOOD = new ProbeResult(true, "status 200", 1);

  private Environments() {}

  /** Returns an environment in which every check is good at once. */
  public static Environment healthy(Clock clock, Scheduler scheduler, Executor executor) {
    return new Environment(clock, scheduler, executor, (target, done) -> done.accept(GOOD), 1);
  }

  /** Returns settings with which no backend is checked. */
  public static DirectorSettings unchecked(DirectorSettings settings) {
    return settings.withHealth(settings.health().withMode(CheckMode.OFF));
  }

  /** Returns the same director, whose backends are not checked. */
  public static DirectorConfig unchecked(DirectorConfig config) {
    return new DirectorConfig(
        config.name(),
        config.origin(),
        unchecked(config.settings()),
        config.backends(),
        config.buckets(),
        config.revision());
  }

  /** Returns a listener that notes drained backends only. */
  static DirectorListener drained(Consumer<String> drained) {
    return new DirectorListener() {
      @Override
      public void drained(String director, String backend) {
        drained.accept(backend);
      }

      @Override
      public void stuck(String director, String backend) {}

      @Override
      public void happened(Event event) {}
    };
  }

  /** Returns a listener that does not listen. */
  public static DirectorListener deaf() {
    return drained(backend -> {});
  }
}
