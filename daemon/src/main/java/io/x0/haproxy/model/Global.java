package io.x0.haproxy.model;

import java.time.Duration;
import java.util.Optional;

/**
 * What the global sections say for the whole process. Immutable.
 *
 * @param maxconn most connections at once; 0 is unlimited
 * @param drain longest time that requests on their way have when the process stops
 * @param node the name of this machine in statistics, or empty
 */
public record Global(int maxconn, Optional<Duration> drain, String node) {
  /** Nothing said. */
  public static final Global NONE = new Global(0, Optional.empty(), "");
}
