package io.x0.director;

import io.x0.stats.LoadCounter.Load;
import java.time.Duration;

/** Ends directors that nobody asks for any more, when they have served what they had. */
final class Retirement {
  /** How often to look; also the least time that requests on their way have to arrive. */
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final Directors directors;
  private final Environment environment;

  Retirement(Directors directors, Environment environment) {
    this.directors = directors;
    this.environment = environment;
  }

  void begin(Director director) {
    directors.retire(director);
    later(director);
  }

  private void later(Director director) {
    long deadline = environment.clock().nanos() + PERIOD.toNanos();
    var unused = environment.scheduler().at(deadline, () -> look(director));
  }

  private void look(Director director) {
    DirectorSnapshot now = director.snapshot();
    Load busy = now.load();
    if (busy.current() > 0 || now.queued().current() > 0) {
      later(director);
    } else {
      directors.forget(director);
      director.delete();
    }
  }
}
