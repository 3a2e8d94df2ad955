package io.x0.health;

import io.x0.common.name.BackendUrl;
import io.x0.link.Link;
import java.util.function.Consumer;

/**
 * Asks a backend, on a connection of its own, whether it can serve. Thread-safe. This is a port:
 * the core decides when to ask, an adapter knows sockets.
 */
public interface Probe {

  /**
   * Starts a check and returns at once; {@code done} is called exactly once, from any thread, never
   * on the caller's stack, at the latest when the time of the check is over.
   */
  void start(Target target, Consumer<ProbeResult> done);

  /**
   * Whom to ask, and how. Immutable.
   *
   * @param director the name of the director, for the backend's log
   * @param backend the name of the backend, for the backend's log
   * @param url where it listens
   * @param link how one speaks to it
   * @param check how
   */
  record Target(String director, String backend, BackendUrl url, Link link, HealthCheck check) {}
}
