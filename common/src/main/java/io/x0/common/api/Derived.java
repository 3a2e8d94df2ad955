package io.x0.common.api;

import java.util.Set;

/**
 * The members of the API's documents that say what was found out, not what was set. Who sends a
 * document back as it came changes nothing with them. Stateless.
 */
public final class Derived {
  /** Those of a director. */
  public static final Set<String> OF_DIRECTOR =
      Set.of("origin", "mutable", "revision", "state", "capacity", "stats");

  /** Those of a backend. */
  public static final Set<String> OF_BACKEND =
      Set.of(
          "revision",
          "protocol",
          "hostname",
          "port",
          "path",
          "state",
          "effective-capacity",
          "throttle",
          "health",
          "stats");

  /** Those of a bucket. */
  public static final Set<String> OF_BUCKET = Set.of("token-rate", "token-ceil", "stats");

  private Derived() {}
}
