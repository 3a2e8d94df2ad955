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

  void add(Director director) {
    byName.put(director.name(), director);
  }

  void remove(String name) {
    byName.remove(name);
  }
}
