package io.x0.director;

import io.x0.common.unit.Capacity;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The live backends of a director, and which of them may serve next: active ones first, standbys
 * when no active one has a slot, backups only while no active and no standby one is usable.
 * Confined to the director's lock.
 */
final class Roster {
  private final Map<String, Backend> byName = new LinkedHashMap<>();
  private final RoundRobin active = new RoundRobin();
  private final RoundRobin standby = new RoundRobin();
  private final RoundRobin backup = new RoundRobin();
  private int usablePrimaries;

  /** Takes over a configuration; live backends are kept by name, so their counts survive. */
  void configure(List<BackendConfig> configs) {
    byName.values().forEach(this::retire);
    Map<String, Backend> before = Map.copyOf(byName);
    byName.clear();
    usablePrimaries = 0;
    for (BackendConfig config : configs) {
      Backend backend = before.getOrDefault(config.name(), new Backend(config));
      backend.configure(config);
      backend.order = byName.size();
      byName.put(config.name(), backend);
      if (backend.isUsable() && config.role() != Role.BACKUP) {
        usablePrimaries++;
      }
      refresh(backend);
    }
  }

  /** Takes a backend out of the choice before its role may change. */
  private void retire(Backend backend) {
    if (backend.heapIndex >= 0) {
      peers(backend).remove(backend);
    }
  }

  /** Notes that the load of a backend changed. */
  void refresh(Backend backend) {
    boolean eligible = backend.isEligible() && isLive(backend);
    if (eligible && backend.heapIndex < 0) {
      peers(backend).add(backend);
    } else if (!eligible && backend.heapIndex >= 0) {
      peers(backend).remove(backend);
    }
  }

  /** Returns the backend that takes the next request, or null when none has a slot for it. */
  @Nullable Backend pick(Admission admission) {
    Backend choice = active.pick(admission);
    if (choice == null) {
      choice = standby.pick(admission);
    }
    if (choice == null && usablePrimaries == 0) {
      choice = backup.pick(admission);
    }
    return choice;
  }

  /** Returns whether {@link #pick} would find one. */
  boolean hasEligible() {
    return !active.isEmpty() || !standby.isEmpty() || (usablePrimaries == 0 && !backup.isEmpty());
  }

  /**
   * Returns how many requests may be in flight at once: what the usable active and standby backends
   * take together, or the backups while there is none of those. Counted afresh each time.
   *
   * <p>What a backend has beyond that (it was disabled, shrunk or removed while busy) is added: its
   * requests hold tokens until they end, and must not keep others from the slots that are free.
   *
   * @param limit the most, whatever the backends take
   * @param inFlight all requests in flight, those of removed backends included
   */
  int tokens(Capacity limit, long inFlight) {
    long sum = 0;
    long departed = inFlight;
    for (Backend backend : byName.values()) {
      if (counts(backend) && backend.config().capacity().isUnlimited()) {
        return limit.slots();
      }
      sum += Math.max(counted(backend), backend.load.current());
      departed -= backend.load.current();
    }
    return (int) Math.min(sum + departed, limit.slots());
  }

  /** Returns whether {@link #tokens} shrinks when a request of this backend ends. */
  boolean hasExcess(Backend backend) {
    return byName.get(backend.config().name()) != backend
        || backend.load.current() > counted(backend);
  }

  private long counted(Backend backend) {
    return counts(backend) ? backend.config().capacity().slots() : 0;
  }

  private boolean counts(Backend backend) {
    return backend.isUsable() && (backend.config().role() == Role.BACKUP) == (usablePrimaries == 0);
  }

  /** Returns whether any backend could serve if it had a free slot. */
  boolean hasUsable() {
    return usablePrimaries > 0 || byName.values().stream().anyMatch(Backend::isUsable);
  }

  /** Returns whether the configuration in force has this very backend. */
  boolean isLive(Backend backend) {
    return byName.get(backend.config().name()) == backend;
  }

  Collection<Backend> all() {
    return byName.values();
  }

  private RoundRobin peers(Backend backend) {
    return switch (backend.config().role()) {
      case ACTIVE, TERMINATE -> active;
      case STANDBY -> standby;
      case BACKUP -> backup;
    };
  }
}
