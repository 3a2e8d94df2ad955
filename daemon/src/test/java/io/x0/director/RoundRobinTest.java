package io.x0.director;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.common.name.BackendUrl;
import io.x0.health.CheckMode;
import io.x0.health.HealthSettings;
import io.x0.time.ManualTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RoundRobinTest {
  private static final int SEQUENCES = 3_000;
  private static final int STEPS = 120;

  private static Backend backend(int order, int weight) {
    BackendConfig config =
        BackendConfig.of("b" + order, BackendUrl.parse("url", "http://10.0.0.1:80"))
            .withWeight(weight);
    Backend backend =
        new Backend(config, HealthSettings.DEFAULT.withMode(CheckMode.OFF), new ManualTime());
    backend.order = order;
    return backend;
  }

  /** The same rule over a plain list, looked through from end to end. */
  private static final class Naive {
    private final List<Backend> eligible = new ArrayList<>();
    private final Map<Backend, Double> turns = new HashMap<>();
    private double now;

    void add(Backend backend) {
      eligible.add(backend);
      turns.merge(backend, now, Math::max);
    }

    void remove(Backend backend) {
      eligible.remove(backend);
    }

    @Nullable Backend pick(Admission admission) {
      Backend best = least(admission, false);
      if (best == null) {
        best = least(admission, true);
      }
      if (best != null) {
        now = Math.max(now, turn(best));
        turns.put(best, turn(best) + 1.0 / best.config().weight());
      }
      return best;
    }

    private @Nullable Backend least(Admission admission, boolean tried) {
      Backend best = null;
      for (Backend candidate : eligible) {
        if (admission.hasTried(candidate) == tried
            && (best == null
                || turn(candidate) < turn(best)
                || (turn(candidate) == turn(best) && candidate.order < best.order))) {
          best = candidate;
        }
      }
      return best;
    }

    private double turn(Backend backend) {
      return turns.getOrDefault(backend, 0.0);
    }
  }

  @Test
  void heap_randomWalks_picksWhatALookThroughAllWouldPick() {
    for (int seed = 0; seed < SEQUENCES; seed++) {
      walk(seed);
    }
  }

  private static void walk(int seed) {
    Random random = new Random(seed);
    RoundRobin heap = new RoundRobin();
    Naive naive = new Naive();
    List<Backend> out = new ArrayList<>();
    List<Backend> in = new ArrayList<>();
    int count = 1 + random.nextInt(20);
    for (int i = 0; i < count; i++) {
      out.add(backend(i, random.nextBoolean() ? 1 : 1 + random.nextInt(7)));
    }
    Admission request = new Recorder();
    for (int step = 0; step < STEPS; step++) {
      String where = "seed " + seed + " step " + step;
      int choice = random.nextInt(10);
      if (choice < 2 && !out.isEmpty()) {
        Backend joins = out.remove(random.nextInt(out.size()));
        heap.add(joins);
        naive.add(joins);
        in.add(joins);
      } else if (choice < 4 && !in.isEmpty()) {
        Backend leaves = in.remove(random.nextInt(in.size()));
        heap.remove(leaves);
        naive.remove(leaves);
        assertThat(leaves.heapIndex).as(where).isEqualTo(-1);
        out.add(leaves);
      } else {
        if (choice < 7) {
          request = new Recorder();
        }
        Backend picked = heap.pick(request);
        assertThat(picked).as(where).isSameAs(naive.pick(request));
        if (picked != null) {
          request.tries(picked);
        }
      }
      assertThat(in.stream().mapToInt(b -> b.heapIndex).sorted().toArray())
          .as(where)
          .isEqualTo(java.util.stream.IntStream.range(0, in.size()).toArray());
    }
  }

  @Test
  void pick_none_isNull() {
    RoundRobin peers = new RoundRobin();
    assertThat(peers.pick(new Recorder())).isNull();
    Backend only = backend(0, 1);
    peers.add(only);
    peers.remove(only);

    assertThat(peers.pick(new Recorder())).isNull();
  }

  @Test
  void pick_equalTurns_followTheDefinition() {
    RoundRobin peers = new RoundRobin();
    for (int order : new int[] {3, 1, 4, 0, 2}) {
      peers.add(backend(order, 1));
    }

    List<String> picked = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      picked.add(pick(peers).config().name());
    }

    assertThat(picked).containsExactly("b0", "b1", "b2", "b3", "b4", "b0", "b1", "b2", "b3", "b4");
  }

  @Test
  void pick_manyTimes_sharesByWeightAtEveryMoment() {
    int[] weights = {1, 2, 3, 10, 1000, 7};
    RoundRobin peers = new RoundRobin();
    int sum = 0;
    for (int i = 0; i < weights.length; i++) {
      peers.add(backend(i, weights[i]));
      sum += weights[i];
    }

    long[] picks = new long[weights.length];
    for (int i = 1; i <= 100 * sum; i++) {
      picks[pick(peers).order]++;
      for (int b = 0; b < weights.length; b++) {
        double share = (double) i * weights[b] / sum;
        assertThat(Math.abs(picks[b] - share))
            .as("backend %s after %s picks", b, i)
            .isLessThan(weights.length);
      }
    }
    for (int b = 0; b < weights.length; b++) {
      assertThat(picks[b]).isBetween(100L * weights[b] - 1, 100L * weights[b] + 1);
    }
  }

  @Test
  void add_afterAnAbsence_neitherPaysNorMakesUpForIt() {
    RoundRobin peers = new RoundRobin();
    Backend away = backend(0, 1);
    peers.add(away);
    peers.add(backend(1, 1));
    peers.remove(away);
    for (int i = 0; i < 1000; i++) {
      pick(peers);
    }

    peers.add(away);

    int picks = 0;
    for (int i = 0; i < 100; i++) {
      picks += pick(peers) == away ? 1 : 0;
    }
    assertThat(picks).isBetween(49, 51);
  }

  private static Backend pick(RoundRobin peers) {
    Backend picked = peers.pick(new Recorder());
    assertThat(picked).isNotNull();
    return picked;
  }
}
