package io.x0.flow.builtin;

import io.x0.flow.closure.FlowContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Everything that programs can call, by name. Immutable; whether its factories may be used by
 * several threads at once is up to them.
 *
 * @param <S> the context of setup
 * @param <R> the context of main
 */
public final class Builtins<S extends FlowContext, R extends FlowContext> {
  private final Map<String, List<Entry>> byName;

  private Builtins(Map<String, List<Entry>> byName) {
    this.byName = byName;
  }

  /** A builtin and where it may be called. Immutable. */
  public record Entry(Place place, Builtin<?> builtin) {}

  /** Starts an empty collection. */
  public static <S extends FlowContext, R extends FlowContext> Builder<S, R> builder() {
    return new Builder<>();
  }

  /** Returns those of a name, in the order they were added; empty if there are none. */
  public List<Entry> named(String name) {
    return byName.getOrDefault(name, List.of());
  }

  /** Returns those of a name that setup may call. */
  public List<Builtin<S>> setup(String name) {
    return callable(Place.SETUP, name);
  }

  /** Returns those of a name that main may call. */
  public List<Builtin<R>> main(String name) {
    return callable(Place.MAIN, name);
  }

  /** Returns those of a name, to check calls that never run. */
  public List<Builtin<R>> unchecked(String name) {
    return callable(Place.BOTH, name);
  }

  /** A builtin of both places runs in any context, and others only where they were added. */
  @SuppressWarnings("unchecked")
  private <C> List<Builtin<C>> callable(Place place, String name) {
    List<Builtin<C>> found = new ArrayList<>();
    for (Entry entry : named(name)) {
      if (entry.place().allows(place)) {
        found.add((Builtin<C>) entry.builtin());
      }
    }
    return found;
  }

  /** Returns every name in alphabetical order. */
  public Set<String> names() {
    return byName.keySet();
  }

  /** Returns all by name, for a reference. */
  public List<Entry> all() {
    return byName.values().stream()
        .flatMap(List::stream)
        .sorted(Comparator.comparing((Entry entry) -> entry.builtin().name()))
        .toList();
  }

  /**
   * Collects builtins. Confined to one thread.
   *
   * @param <S> the context of setup
   * @param <R> the context of main
   */
  public static final class Builder<S extends FlowContext, R extends FlowContext> {
    private final Map<String, List<Entry>> byName = new TreeMap<>();

    private Builder() {}

    /** Adds what only setup may call. */
    public Builder<S, R> setup(Builtin<S> builtin) {
      return add(new Entry(Place.SETUP, builtin));
    }

    /** Adds what only main may call. */
    public Builder<S, R> main(Builtin<R> builtin) {
      return add(new Entry(Place.MAIN, builtin));
    }

    /** Adds what both may call; so it knows nothing of their contexts. */
    public Builder<S, R> both(Builtin<FlowContext> builtin) {
      return add(new Entry(Place.BOTH, builtin));
    }

    private Builder<S, R> add(Entry entry) {
      byName.computeIfAbsent(entry.builtin().name(), name -> new ArrayList<>()).add(entry);
      return this;
    }

    /** Returns the collection. */
    public Builtins<S, R> build() {
      Map<String, List<Entry>> copy = new TreeMap<>();
      byName.forEach((name, entries) -> copy.put(name, List.copyOf(entries)));
      return new Builtins<>(copy);
    }
  }
}
