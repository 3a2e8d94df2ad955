package io.x0.director;

import java.util.random.RandomGenerator;

/** Makes the scheduler of a kind. Stateless. */
final class Schedulers {
  private Schedulers() {}

  /**
   * Returns a scheduler without backends.
   *
   * @param random for those that choose by chance
   */
  static BackendScheduler create(SchedulerKind kind, RandomGenerator random) {
    return switch (kind) {
      case RR -> new RoundRobin();
      case CHANCE -> new Chance();
      case LEAST_LOAD -> new LeastLoad(Backend::pressure);
      case P2C -> new PowerOfTwo(random);
      case HASH -> new ConsistentHash();
    };
  }
}
