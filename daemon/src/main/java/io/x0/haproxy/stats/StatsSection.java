package io.x0.haproxy.stats;

import io.x0.director.DirectorSnapshot;
import java.util.Map;
import java.util.Optional;

/**
 * What is shown of one proxy. Immutable.
 *
 * @param name of the proxy
 * @param frontend what came to it, or empty if nothing comes to it directly
 * @param limit most connections it takes at once; 0 is unlimited
 * @param director what it sends requests to, or empty if it only passes them on
 * @param names what backends of the director are called; others have their own names
 */
public record StatsSection(
    String name,
    Optional<FrontendStats> frontend,
    int limit,
    Optional<DirectorSnapshot> director,
    Map<String, String> names) {
  public StatsSection {
    names = Map.copyOf(names);
  }

  /** Returns a director as a proxy of its own that is frontend and backend in one. */
  public static StatsSection of(DirectorSnapshot director) {
    return new StatsSection(
        director.config().name(), Optional.empty(), 0, Optional.of(director), Map.of());
  }
}
