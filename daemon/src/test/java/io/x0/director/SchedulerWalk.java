package io.x0.director;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.common.unit.Capacity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A few backends of one role in random lives; every pick is compared with a look at all. */
final class SchedulerWalk {
  private static final Comparator<Backend> TURNS =
      Comparator.comparingDouble((Backend b) -> b.turn).thenComparing(b -> b.order);

  private record Held(Admission request, Backend backend) {}

  private final Roster roster;
  private final List<BackendConfig> configs = new ArrayList<>();
  private final List<Held> held = new ArrayList<>();
  private final List<Admission> failed = new ArrayList<>();
  private SchedulerKind kind;
  private int names;
  private int choices;

  SchedulerWalk(SchedulerKind kind, Random random) {
    this.kind = kind;
    roster = new Roster(new SplittableRandom(random.nextLong()));
    for (int i = random.nextInt(8); i >= 0; i--) {
      configs.add(randomConfig(random));
    }
    configure();
  }

  private BackendConfig randomConfig(Random random) {
    return changed(Peers.config("b" + names++), random);
  }

  private static BackendConfig changed(BackendConfig config, Random random) {
    return config
        .withEnabled(random.nextInt(5) > 0)
        .withWeight(random.nextBoolean() ? 1 : 1 + random.nextInt(6))
        .withCapacity(
            random.nextInt(4) == 0 ? Capacity.UNLIMITED : new Capacity(1 + random.nextInt(12)));
  }

  private void configure() {
    roster.configure(kind, configs, config -> Peers.backend(config, 0));
    roster.review();
    roster.all().forEach(roster::refresh);
  }

  Object request(Random random) {
    return take(Peers.request(random.nextInt(4) == 0 ? "" : "key" + random.nextInt(5)));
  }

  Object retry(Random random) {
    return failed.isEmpty() ? "none" : take(failed.remove(random.nextInt(failed.size())));
  }

  private Object take(Admission request) {
    List<Backend> eligible = eligible();
    List<Backend> untried = eligible.stream().filter(b -> !request.hasTried(b)).toList();
    List<Backend> candidates = untried.isEmpty() ? eligible : untried;
    Backend expected = candidates.isEmpty() ? null : expected(request, eligible, candidates);
    Backend picked = roster.pick(request);
    if (candidates.isEmpty()) {
      assertThat(picked).isNull();
    } else if (kind == SchedulerKind.P2C) {
      assertThat(picked).isIn(candidates);
      assertThat(isWorst(picked, candidates)).as("%s is the most loaded", name(picked)).isFalse();
    } else {
      assertThat(name(picked)).isEqualTo(name(expected));
    }
    choices += candidates.size() > 1 ? 1 : 0;
    if (picked != null) {
      request.tries(picked);
      picked.load.enter();
      roster.refresh(picked);
      held.add(new Held(request, picked));
    }
    return name(picked) + " of " + candidates.size() + " for " + request.key();
  }

  /** Returns how often there was more than one backend to pick from. */
  int choices() {
    return choices;
  }

  private static String name(@Nullable Backend backend) {
    return backend == null ? "none" : backend.config().name();
  }

  private List<Backend> eligible() {
    return roster.all().stream().filter(Backend::isEligible).toList();
  }

  private @Nullable Backend expected(
      Admission request, List<Backend> eligible, List<Backend> candidates) {
    return switch (kind) {
      case RR -> least(candidates, TURNS);
      case CHANCE -> least(candidates, Comparator.comparingInt(b -> b.order));
      case LEAST_LOAD ->
          least(candidates, Comparator.comparingDouble(Backend::pressure).thenComparing(TURNS));
      case P2C -> null;
      case HASH -> expectedByHash(request, eligible, candidates);
    };
  }

  private static Backend least(List<Backend> candidates, Comparator<Backend> order) {
    return candidates.stream().min(order).orElseThrow();
  }

  private Backend expectedByHash(
      Admission request, List<Backend> eligible, List<Backend> candidates) {
    List<Backend> all = List.copyOf(roster.all());
    HashRing ring = HashRing.EMPTY.of(all);
    if (!request.key().isEmpty() && eligible.size() > 1) {
      long loads = eligible.stream().mapToLong(b -> b.load.current()).sum();
      double weights = eligible.stream().mapToDouble(SchedulerWalk::weight).sum();
      int point = ring.find(request.key());
      for (int i = 0; i < Math.min(ring.size(), ConsistentHash.MOST_STEPS); i++) {
        Backend owner = all.get(ring.owner((point + i) % ring.size()));
        double bound = Math.ceil(1.25 * (loads + 1) * weight(owner) / weights - 1e-9);
        if (candidates.contains(owner) && owner.load.current() < bound) {
          return owner;
        }
      }
    }
    return least(
        candidates,
        Comparator.comparingDouble((Backend b) -> b.load.current() / b.weight())
            .thenComparing(TURNS));
  }

  private static double weight(Backend backend) {
    return Math.max(1, Math.round(backend.weight() * 1000));
  }

  private static boolean isWorst(Backend picked, List<Backend> candidates) {
    return candidates.size() > 1
        && candidates.stream().allMatch(b -> b == picked || b.pressure() < picked.pressure());
  }

  Object settle(Random random) {
    if (held.isEmpty()) {
      return "nothing";
    }
    Held ends = held.remove(random.nextInt(held.size()));
    ends.backend.load.leave();
    roster.refresh(ends.backend);
    if (random.nextInt(3) == 0) {
      failed.add(ends.request);
    }
    return name(ends.backend);
  }

  Object warm(Random random) {
    List<Backend> all = List.copyOf(roster.all());
    if (all.isEmpty()) {
      return "none";
    }
    Backend backend = all.get(random.nextInt(all.size()));
    if (random.nextBoolean()) {
      backend.ramp.start(SlowStart.OFF.over(Duration.ofNanos(1000)), 0);
    }
    backend.ramp.advance(random.nextInt(1100));
    roster.refresh(backend);
    return name(backend) + " weighs " + backend.weight();
  }

  Object change(Random random) {
    if (configs.isEmpty()) {
      return "none";
    }
    int index = random.nextInt(configs.size());
    configs.set(index, changed(configs.get(index), random));
    configure();
    return configs.get(index);
  }

  Object addOrRemove(Random random) {
    if (random.nextBoolean() && !configs.isEmpty()) {
      BackendConfig gone = configs.remove(random.nextInt(configs.size()));
      configure();
      return "without " + gone.name();
    }
    BackendConfig added = randomConfig(random);
    configs.add(random.nextInt(configs.size() + 1), added);
    configure();
    return "with " + added;
  }

  /** Makes a detour over another scheduler. */
  Object switchKind(Random random) {
    SchedulerKind mine = kind;
    kind = SchedulerKind.values()[random.nextInt(SchedulerKind.values().length)];
    configure();
    Object done = kind + ", " + take(Peers.request("key"));
    kind = mine;
    configure();
    return done;
  }

  /** Checks what holds after every step. */
  void check() {
    List<Backend> eligible = eligible();
    assertThat(eligible.stream().mapToInt(b -> b.heapIndex).sorted().toArray())
        .isEqualTo(IntStream.range(0, eligible.size()).toArray());
    assertThat(roster.all().stream().filter(b -> b.heapIndex >= 0)).hasSameSizeAs(eligible);
    assertThat(held.stream().filter(h -> h.backend.heapIndex >= 0 && !eligible.contains(h.backend)))
        .isEmpty();
    assertThat(roster.hasEligible()).isEqualTo(!eligible.isEmpty());
  }

  @Override
  public String toString() {
    return kind + " " + configs;
  }
}
