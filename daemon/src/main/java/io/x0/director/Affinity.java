package io.x0.director;

import java.util.Objects;

/**
 * Which backend a request belongs to. Immutable.
 *
 * @param key what belongs together, for schedulers that keep it together; empty means nothing
 * @param backend the name of the backend that is to serve it; empty means any
 * @param isExclusive whether no other backend may serve it: then it has one attempt and never waits
 */
public record Affinity(String key, String backend, boolean isExclusive) {
  /** Any backend will do. */
  public static final Affinity NONE = key("");

  public Affinity {
    Objects.requireNonNull(key, "key");
    if (isExclusive && backend.isEmpty()) {
      throw new IllegalArgumentException("no backend is named");
    }
  }

  /** Returns that requests with the same key belong together. */
  public static Affinity key(String key) {
    return new Affinity(key, "", false);
  }

  /** Returns the same, to a backend if that can take the request at once. */
  public Affinity preferring(String name) {
    return new Affinity(key, name, false);
  }

  /** Returns that one backend must serve the request, whatever its role. */
  public static Affinity only(String name) {
    return new Affinity("", name, true);
  }
}
