package io.x0.director;

import io.x0.health.Probe;
import io.x0.time.Clock;
import io.x0.time.Scheduler;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * What every director lives on. Immutable.
 *
 * @param clock tells the time
 * @param scheduler runs timers
 * @param executor where grants from the queue run
 * @param probe asks backends whether they can serve
 * @param seed where chance begins: of the jitter of checks, and of schedulers that choose by chance
 */
public record Environment(
    Clock clock, Scheduler scheduler, Executor executor, Probe probe, long seed) {
  /** Returns the chance of one director. Confined to one thread at a time. */
  RandomGenerator random(String director) {
    return new SplittableRandom(seed ^ director.hashCode());
  }
}
