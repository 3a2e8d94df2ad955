package io.x0.haproxy.model;

import io.x0.haproxy.sample.Sample;
import java.util.Optional;

/**
 * How a backend chooses a server. Immutable.
 *
 * @param algorithm which
 * @param key what decides, for HASH; else empty
 */
public record Balancing(Algorithm algorithm, Optional<Sample> key) {
  /** What HAProxy does by default. */
  public static final Balancing DEFAULT = new Balancing(Algorithm.ROUND_ROBIN, Optional.empty());

  /** How a server is chosen. */
  public enum Algorithm {
    ROUND_ROBIN,
    LEAST_CONNECTIONS,
    FIRST,
    RANDOM,
    HASH
  }
}
