package io.x0.director;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PowerOfTwoTest {
  private static PowerOfTwo scheduler() {
    return new PowerOfTwo(new SplittableRandom(42));
  }

  private static long[] picks(Peers peers, int count) {
    long[] picks = new long[peers.backends.size()];
    for (int i = 0; i < count; i++) {
      picks[peers.pick().order]++;
    }
    return picks;
  }

  @Test
  void pick_equalLoads_areSpreadEvenly() {
    long[] picks = picks(Peers.taking(scheduler(), 9, 9, 9, 9, 9), 50_000);

    for (long count : picks) {
      assertThat(count).isBetween(9_600L, 10_400L);
    }
  }

  @Test
  void pick_distinctLoads_eachPairIsAsLikelyAsAnyOther() {
    Peers peers = Peers.taking(scheduler(), 9, 9, 9, 9);
    for (int i = 0; i < 4; i++) {
      peers.load(peers.at(i), i);
    }

    long[] picks = picks(peers, 60_000);

    assertThat(picks[0]).as("in 3 of 6 pairs").isBetween(29_400L, 30_600L);
    assertThat(picks[1]).as("least in 2 of 6 pairs").isBetween(19_400L, 20_600L);
    assertThat(picks[2]).as("least in 1 of 6 pairs").isBetween(9_600L, 10_400L);
    assertThat(picks[3]).as("never the least of two").isZero();
  }

  @Test
  void pick_equalLoads_weightsDecide() {
    long[] picks = picks(Peers.weighing(scheduler(), 1, 3), 40_000);

    assertThat(picks[1]).isBetween(29_400L, 30_600L);
  }

  @Test
  void pick_loads_areComparedWithCapacities() {
    Peers peers = Peers.taking(scheduler(), 4, 40);
    peers.load(peers.at(0), 2);
    peers.load(peers.at(1), 19);

    assertThat(picks(peers, 100)).containsExactly(0, 100);
  }

  @Test
  void pick_one_isThatOneAndNoneIsNull() {
    Peers peers = Peers.taking(scheduler(), 2);
    assertThat(peers.take()).isSameAs(peers.at(0));
    assertThat(peers.take()).isSameAs(peers.at(0));

    assertThat(peers.scheduler.isEmpty()).isTrue();
    assertThat(peers.scheduler.pick(Peers.request(""))).isNull();
  }

  @Test
  void pick_tried_takesOneOfTheOthersHoweverLoaded() {
    Peers peers = Peers.taking(scheduler(), 9, 9, 9, 9, 9);
    peers.load(peers.at(1), 5);
    peers.load(peers.at(4), 8);

    Set<Integer> picked = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      picked.add(peers.pick(Peers.request("", peers.at(0), peers.at(2), peers.at(3))).order);
    }
    assertThat(picked).as("the less loaded of the two that are left").containsExactly(1);

    Admission last = Peers.request("", peers.at(0), peers.at(1), peers.at(2), peers.at(3));
    assertThat(peers.pick(last)).isSameAs(peers.at(4));
    last.tries(peers.at(4));
    for (int i = 0; i < 1000; i++) {
      assertThat(peers.pick(last)).as("all tried").isNotSameAs(peers.at(4));
    }
  }

  @Test
  void pick_sameSeed_isTheSameChoice() {
    List<Integer> once = sequence(7);

    assertThat(sequence(7)).isEqualTo(once);
    assertThat(sequence(8)).isNotEqualTo(once);
  }

  private static List<Integer> sequence(long seed) {
    Peers peers = Peers.taking(new PowerOfTwo(new SplittableRandom(seed)), 99, 99, 99, 99, 99, 99);
    return IntStream.range(0, 100).mapToObj(i -> peers.take().order).toList();
  }

  @Test
  void pick_tenThousand_drawsThreeTimesAtMostAndStaysNearlyEven() {
    int[] capacities = new int[10_000];
    Arrays.fill(capacities, 100);
    int[] draws = new int[1];
    RandomGenerator random = new SplittableRandom(3);
    RandomGenerator counting =
        () -> {
          draws[0]++;
          return random.nextLong();
        };
    Peers peers = Peers.taking(new PowerOfTwo(counting), capacities);

    for (int i = 0; i < 100_000; i++) {
      peers.take();
    }

    // Bounded draws reject and repeat with a chance of n in 2^31.
    assertThat(draws[0]).isBetween(200_000, 300_100);
    assertThat(peers.backends)
        .extracting(b -> b.load.current())
        .allSatisfy(load -> assertThat(load).isLessThanOrEqualTo(10 + 4));
  }
}
