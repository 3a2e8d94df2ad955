package io.x0.director;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** All live directors, in the order of their names. Thread-safe. */
public final class Directors {
  private final ConcurrentSkipListMap<String, Director> byName = new ConcurrentSkipListMap<>();

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

  void add(Director director) {
    byName.put(director.name(), director);
  }

  void remove(String name) {
    byName.remove(name);
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
