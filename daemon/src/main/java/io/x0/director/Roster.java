package io.x0.director;

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
