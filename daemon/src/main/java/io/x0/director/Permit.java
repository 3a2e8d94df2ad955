package io.x0.director;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The right to use one slot of one backend, for one attempt. Settled exactly once; further calls do
 * nothing, so that every path of failure may settle. Thread-safe.
 */
public final class Permit {
  private final Director director;
  private final Backend backend;
  private final BackendConfig config;
  private final AtomicBoolean settled = new AtomicBoolean();

  Permit(Director director, Backend backend) {
    this.director = director;
    this.backend = backend;
    this.config = backend.config();
  }

  /** Returns the backend as it was configured when the permit was granted. */
  public BackendConfig backend() {
    return config;
  }

  /** Gives the slot back and says how the attempt ended. */
  public void settle(Outcome outcome) {
    if (settled.compareAndSet(false, true)) {
      director.settle(backend, outcome);
    }
  }
}
