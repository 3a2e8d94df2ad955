package io.x0.director;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which director serves a host and a port. The host decides before the port: an exact name, then
 * the longest wildcard, then every host; and for each of them the port itself before every port.
 * Immutable.
 */
final class DemandIndex<D> {
  private final Map<Key, D> byKey;

  /** What is looked for, which may be any text that a client sends. */
  private record Key(String hostname, int port) {
    static Key of(Demand demand) {
      return new Key(demand.hostname(), demand.port());
    }
  }

  private DemandIndex(Map<Key, D> byKey) {
    this.byKey = byKey;
  }

  /** Returns an index without directors. */
  static <D> DemandIndex<D> empty() {
    return new DemandIndex<>(Map.of());
  }

  /**
   * Returns an index in which {@code director} serves {@code after} instead of {@code before}.
   *
   * @param before null when it served nothing
   * @param after null when it serves nothing any more
   */
  DemandIndex<D> changed(@Nullable Demand before, @Nullable Demand after, D director) {
    Map<Key, D> copy = new HashMap<>(byKey);
    if (before != null) {
      copy.remove(Key.of(before), director);
    }
    if (after != null) {
      copy.put(Key.of(after), director);
    }
    return new DemandIndex<>(copy);
  }

  /**
   * Returns who serves a request, or empty.
   *
   * @param host without a port, in any case; a dot at its end does not count
   * @param port where the request came in
   */
  Optional<D> find(String host, int port) {
    if (byKey.isEmpty()) {
      return Optional.empty();
    }
    String name =
        (host.endsWith(".") ? host.substring(0, host.length() - 1) : host).toLowerCase(Locale.ROOT);
    // What is longer than a name can be is not taken apart: it comes from a client.
    D found = name.isEmpty() || name.length() > Demand.MAX_LENGTH ? null : named(name, port);
    return Optional.ofNullable(found == null ? byKey.get(new Key(Demand.ANY_HOST, port)) : found);
  }

  private @Nullable D named(String name, int port) {
    D found = at(name, port);
    for (int dot = name.indexOf('.'); found == null && dot >= 0; dot = name.indexOf('.', dot + 1)) {
      found = at("*" + name.substring(dot), port);
    }
    return found;
  }

  private @Nullable D at(String hostname, int port) {
    D found = byKey.get(new Key(hostname, port));
    return found == null ? byKey.get(new Key(hostname, Demand.ANY_PORT)) : found;
  }
}
