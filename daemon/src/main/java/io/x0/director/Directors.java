package io.x0.director;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** All live directors, in the order of their names. Thread-safe. */
public final class Directors {
  private final ConcurrentSkipListMap<String, Director> byName = new ConcurrentSkipListMap<>();

  /** Returns the director of that name, or empty. */
  public Optional<Director> find(String name) {
    return Optional.ofNullable(byName.get(name));
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
}
