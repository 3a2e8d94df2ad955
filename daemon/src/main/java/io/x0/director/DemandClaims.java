package io.x0.director;

import io.x0.director.RefusedException.Cause;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who has which hostname and port among the directors on demand, changes that are not durable yet
 * included, and which ports are open for them. Confined to the writer's thread.
 */
final class DemandClaims {
  private final Directors directors;
  private final DemandListener listener;
  private final Map<Demand, String> owners = new HashMap<>();

  /** Ports the listener was asked for with success. */
  private Set<Integer> open = Set.of();

  private boolean isChanged;

  DemandClaims(Directors directors, DemandListener listener) {
    this.directors = directors;
    this.listener = listener;
  }

  /**
   * Notes what a stored director serves. Its port is opened by {@link #openMissing}.
   *
   * @throws RefusedException if another director has it
   */
  void restore(DirectorConfig director) {
    Demand demand = director.demand();
    if (demand != null) {
      checkFree(director.name(), demand);
      owners.put(demand, director.name());
    }
  }

  /**
   * Claims what a director serves after a change, and opens its port.
   *
   * @throws RefusedException if another director has it, or the port cannot be opened; then nothing
   *     has changed
   */
  void claim(String director, @Nullable Demand before, @Nullable Demand after) {
    if (Objects.equals(before, after)) {
      return;
    }
    if (after != null) {
      checkFree(director, after);
      if (after.port() != Demand.ANY_PORT) {
        openAlso(after.port());
      }
      owners.put(after, director);
    }
    if (before != null) {
      owners.remove(before, director);
    }
    isChanged = true;
  }

  private void checkFree(String director, Demand demand) {
    String owner = owners.get(demand);
    if (owner != null && !owner.equals(director)) {
      throw new RefusedException(
          Cause.CONFLICT,
          "director "
              + owner
              + " serves "
              + demand
              + " already: give "
              + director
              + " another hostname or port");
    }
  }

  private void openAlso(int port) {
    if (!open.contains(port)) {
      Set<Integer> more = new TreeSet<>(open);
      more.add(port);
      ask(more);
    }
  }

  /** The claims hold: closes the ports that nobody claims any more. */
  void keep() {
    if (!isChanged) {
      return;
    }
    isChanged = false;
    Set<Integer> wanted = wanted();
    if (!wanted.containsAll(open)) {
      Set<Integer> fewer = new TreeSet<>(open);
      fewer.retainAll(wanted);
      ask(fewer);
    }
  }

  /** The claims do not hold: returns to what is in force. */
  void revert() {
    if (!isChanged) {
      return;
    }
    owners.clear();
    for (Director director : directors.all()) {
      Demand demand = director.config().demand();
      if (demand != null) {
        owners.put(demand, director.name());
      }
    }
    keep();
  }

  /**
   * Opens the ports that are claimed and have no listener, also those that had one which the
   * configuration file does not mention any more; returns a line for each that cannot be opened.
   */
  List<String> openMissing() {
    Set<Integer> wanted = wanted();
    List<String> problems = new ArrayList<>();
    try {
      if (!wanted.isEmpty()) {
        ask(wanted);
      }
    } catch (RefusedException e) {
      wanted.removeAll(open);
      wanted.forEach(port -> open(port, problems));
      if (problems.isEmpty()) {
        problems.add(String.valueOf(e.getMessage()));
      }
    }
    return problems;
  }

  private void open(int port, List<String> problems) {
    try {
      openAlso(port);
    } catch (RefusedException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
  }

  private Set<Integer> wanted() {
    Set<Integer> ports = new TreeSet<>();
    for (Demand demand : owners.keySet()) {
      if (demand.port() != Demand.ANY_PORT) {
        ports.add(demand.port());
      }
    }
    return ports;
  }

  private void ask(Set<Integer> ports) {
    listener.demanded(Set.copyOf(ports));
    open = new HashSet<>(ports);
  }
}
