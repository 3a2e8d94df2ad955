package io.x0.director;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * All live directors, in the order of their names. Thread-safe; one thread at a time changes it.
 */
public final class Directors {
  private final ConcurrentSkipListMap<String, Director> byName = new ConcurrentSkipListMap<>();
  private volatile DemandIndex<Director> onDemand = DemandIndex.empty();

  /** Those that are not in the configuration any more and finish what they have. */
  private final ConcurrentHashMap<String, Director> leaving = new ConcurrentHashMap<>();

  /** Returns the director of that name, or empty. */
  public Optional<Director> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /**
   * Returns the director that takes a request for that name, or empty. A request that began before
   * a reload may still go to one that the reload took away.
   */
  public Optional<Director> route(String name) {
    Director live = byName.get(name);
    return Optional.ofNullable(live == null ? leaving.get(name) : live);
  }

  /** Returns all directors, by name. */
  public List<Director> all() {
    return List.copyOf(byName.values());
  }

  /** Returns the only director there is, or empty when there are none or several. */
  public Optional<Director> only() {
    var first = byName.firstEntry();
    var last = byName.lastEntry();
    return first != null && last != null && first.getKey().equals(last.getKey())
        ? Optional.of(first.getValue())
        : Optional.empty();
  }

  /**
   * Returns the director on demand that serves a request: the one of its host, else of the longest
   * wildcard that fits, else of every host; of each first the one of the port, then of every port.
   *
   * @param host without a port, in any case
   * @param port where the request came in
   */
  public Optional<Director> onDemand(String host, int port) {
    return onDemand.find(host, port);
  }

  /** Adds a director, or replaces what a live one serves. */
  void put(Director director, @Nullable Demand before, @Nullable Demand after) {
    byName.put(director.name(), director);
    index(director, before, after);
  }

  void remove(Director director) {
    index(director, director.config().demand(), null);
    byName.remove(director.name());
  }

  private void index(Director director, @Nullable Demand before, @Nullable Demand after) {
    if (!Objects.equals(before, after)) {
      onDemand = onDemand.changed(before, after, director);
    }
  }

  /** Takes a director away from operators and from new requests, not from those on their way. */
  void retire(Director director) {
    leaving.put(director.name(), director);
    byName.remove(director.name(), director);
  }

  /** Forgets a director that was retired. */
  void forget(Director director) {
    leaving.remove(director.name(), director);
  }
}
