package io.x0.director;

import io.x0.common.unit.Capacity;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The live backends of a director, and which of them may serve next: active ones first, standbys
 * when no active one has a slot, backups only while no active and no standby one is usable.
 * Confined to the director's lock.
 */
final class Roster {
  private final RandomGenerator random;
  private final Map<String, Backend> byName = new LinkedHashMap<>();
  private SchedulerKind kind = SchedulerKind.RR;
  private BackendScheduler active;
  private BackendScheduler standby;
  private BackendScheduler backup;
  private int usablePrimaries;
  private int usableBackups;

  /**
   * @param random for schedulers that choose by chance
   */
  Roster(RandomGenerator random) {
    this.random = random;
    this.active = Schedulers.create(kind, random);
    this.standby = Schedulers.create(kind, random);
    this.backup = Schedulers.create(kind, random);
  }

  /**
   * Takes over a configuration; live backends are kept by name, so their counts survive. Which of
   * them may serve is known after {@link #review}.
   *
   * @param create makes the live side of a backend that is new
   * @return the backends that are gone
   */
  List<Backend> configure(
      SchedulerKind scheduler,
      List<BackendConfig> configs,
      Function<BackendConfig, Backend> create) {
    byName.values().forEach(this::retire);
    if (scheduler != kind) {
      kind = scheduler;
      active = Schedulers.create(kind, random);
      standby = Schedulers.create(kind, random);
      backup = Schedulers.create(kind, random);
      // Turns of one scheduler mean nothing to another.
      byName.values().forEach(b -> b.turn = 0);
    }
    Map<String, Backend> before = new LinkedHashMap<>(byName);
    byName.clear();
    for (BackendConfig config : configs) {
      Backend known = before.remove(config.name());
      Backend backend = known == null ? create.apply(config) : known;
      backend.configure(config);
      backend.order = byName.size();
      byName.put(config.name(), backend);
    }
    for (BackendScheduler peers : List.of(active, standby, backup)) {
      peers.define(byName.values().stream().filter(b -> peers(b) == peers).toList());
    }
    return List.copyOf(before.values());
  }

  /** Takes a backend out of the choice before its role may change. */
  private void retire(Backend backend) {
    if (backend.heapIndex >= 0) {
      peers(backend).remove(backend);
    }
  }

  /** Counts afresh which backends are usable, after any of them changed. */
  void review() {
    usablePrimaries = 0;
    usableBackups = 0;
    for (Backend backend : byName.values()) {
      if (backend.isUsable()) {
        if (backend.config().role() == Role.BACKUP) {
          usableBackups++;
        } else {
          usablePrimaries++;
        }
      }
    }
  }

  /** Notes that the load, the capacity or the state of a backend changed. */
  void refresh(Backend backend) {
    boolean eligible = backend.isEligible() && isLive(backend);
    if (!eligible) {
      retire(backend);
    } else if (backend.heapIndex < 0) {
      peers(backend).add(backend);
    } else {
      peers(backend).changed(backend);
    }
  }

  /** Returns the backend that takes the next request, or null when none has a slot for it. */
  @Nullable Backend pick(Admission admission) {
    Backend choice = preferred(admission);
    if (choice == null) {
      choice = active.pick(admission);
    }
    if (choice == null) {
      choice = standby.pick(admission);
    }
    if (choice == null && usablePrimaries == 0) {
      choice = backup.pick(admission);
    }
    return choice;
  }

  private @Nullable Backend preferred(Admission admission) {
    String name = admission.affinity().backend();
    Backend backend = name.isEmpty() ? null : byName.get(name);
    boolean takesIt =
        backend != null && backend.isEligible() && counts(backend) && !admission.hasTried(backend);
    return takesIt ? backend : null;
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
    return !isLive(backend) || backend.load.current() > counted(backend);
  }

  private long counted(Backend backend) {
    return counts(backend) ? backend.slots() : 0;
  }

  /** Returns whether its slots are among those that requests share now. */
  boolean counts(Backend backend) {
    return backend.isUsable() && (backend.config().role() == Role.BACKUP) == (usablePrimaries == 0);
  }

  /** Returns whether any backend could serve if it had a free slot. */
  boolean hasUsable() {
    return usablePrimaries > 0 || usableBackups > 0;
  }

  /**
   * Returns how many backends share the requests now: the backups only while no other is usable.
   */
  int usable() {
    return usablePrimaries > 0 ? usablePrimaries : usableBackups;
  }

  /** Returns whether any usable backend has not been tried. */
  boolean hasUntried(Admission admission) {
    return byName.values().stream().anyMatch(b -> b.isUsable() && !admission.hasTried(b));
  }

  /** Returns whether the configuration in force has this very backend. */
  boolean isLive(Backend backend) {
    return byName.get(backend.config().name()) == backend;
  }

  /** Returns the backend of that name, or null. */
  @Nullable Backend find(String name) {
    return byName.get(name);
  }

  Collection<Backend> all() {
    return byName.values();
  }

  private BackendScheduler peers(Backend backend) {
    return switch (backend.config().role()) {
      case ACTIVE, TERMINATE -> active;
      case STANDBY -> standby;
      case BACKUP -> backup;
    };
  }
}
