package io.x0.director;

import io.x0.stats.LoadCounter.Load;
import java.util.List;

/**
 * What a director is and does at one moment. Immutable.
 *
 * @param config as the operator wants it
 * @param load requests in flight
 * @param queued requests that wait
 * @param dropped requests refused
 * @param backends its backends in the order of their definition
 */
public record DirectorSnapshot(
    DirectorConfig config, Load load, Load queued, long dropped, List<BackendSnapshot> backends) {

  /**
   * What a backend is and does at one moment. Immutable.
   *
   * @param config as the operator wants it
   * @param load requests in flight
   * @param failed attempts that failed
   */
  public record BackendSnapshot(BackendConfig config, Load load, long failed) {
    /** Returns whether it could serve if it had a free slot. */
    public boolean isUsable() {
      return config.enabled() && config.role() != Role.TERMINATE;
    }
  }
}
