package io.x0.director;

import io.x0.stats.LoadCounter;

/**
 * One live backend: its configuration and what it does now. Confined to the director's lock, but
 * for {@link #config}.
 */
final class Backend {
  private volatile BackendConfig config;
  final LoadCounter load = new LoadCounter();
  long failed;

  /** Its turn among its peers; see {@link RoundRobin}. */
  double turn;

  /** Its place in the heap of eligible backends, or -1. */
  int heapIndex = -1;

  /** The definition order, which breaks ties. */
  int order;

  Backend(BackendConfig config) {
    this.config = config;
  }

  BackendConfig config() {
    return config;
  }

  void configure(BackendConfig value) {
    if (value.role() != config.role()) {
      // Turns of one role mean nothing in another: it joins its new peers at their present turn.
      turn = 0;
    }
    config = value;
  }

  /** Returns whether it could serve if it had a free slot. */
  boolean isUsable() {
    return config.enabled() && config.role() != Role.TERMINATE;
  }

  /** Returns whether it can take one more request now. */
  boolean isEligible() {
    return isUsable() && load.current() < config.capacity().slots();
  }

  /** Returns whether it was kept to finish its requests only, and has. */
  boolean isDrained() {
    return config.role() == Role.TERMINATE && load.current() == 0;
  }
}
