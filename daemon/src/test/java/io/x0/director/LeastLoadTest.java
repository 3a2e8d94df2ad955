package io.x0.director;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.common.unit.Capacity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeastLoadTest {
  private static LeastLoad scheduler() {
    return new LeastLoad(Backend::pressure);
  }

  private static List<Integer> idlePicks(Peers peers, int count) {
    List<Integer> picked = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Backend backend = peers.take();
      peers.giveBack(backend);
      picked.add(backend.order);
    }
    return picked;
  }

  @Test
  void pick_loads_areComparedWithCapacities() {
    Peers peers = Peers.taking(scheduler(), 10, 100, 20);
    peers.load(peers.at(0), 3);
    peers.load(peers.at(1), 29);
    peers.load(peers.at(2), 7);

    assertThat(peers.take()).as("29 of 100").isSameAs(peers.at(1));
    assertThat(peers.take()).as("3 of 10 and 30 of 100").isSameAs(peers.at(0));
    assertThat(peers.take()).as("4 of 10 and 30 of 100").isSameAs(peers.at(1));
    assertThat(peers.take()).as("31 of 100").isSameAs(peers.at(1));
  }

  @Test
  void pick_capacityShrinks_goesElsewhere() {
    Peers peers = Peers.taking(scheduler(), 10, 10);
    peers.load(peers.at(0), 2);
    peers.load(peers.at(1), 3);
    assertThat(peers.pick()).isSameAs(peers.at(0));

    peers.at(0).configure(peers.at(0).config().withCapacity(new Capacity(5)));
    peers.refresh(peers.at(0));

    assertThat(peers.pick()).isSameAs(peers.at(1));
  }

  @Test
  void pick_filledWithoutRelease_isInProportionToCapacities() {
    Peers peers = Peers.taking(scheduler(), 10, 20, 70);

    for (int i = 0; i < 50; i++) {
      peers.take();
    }

    assertThat(peers.backends).extracting(b -> b.load.current()).containsExactly(5L, 10L, 35L);
  }

  @Test
  void pick_unlimited_loadsAreComparedWithWeights() {
    Peers peers = Peers.weighing(scheduler(), 1, 3);

    for (int i = 0; i < 40; i++) {
      peers.take();
    }

    assertThat(peers.backends).extracting(b -> b.load.current()).containsExactly(10L, 30L);
  }

  @Test
  void pick_idle_takesTurnsByWeight() {
    Peers even = Peers.taking(scheduler(), 5, 50, 500);
    assertThat(idlePicks(even, 7)).containsExactly(0, 1, 2, 0, 1, 2, 0);

    Peers uneven = Peers.weighing(scheduler(), 1, 3);
    assertThat(idlePicks(uneven, 80)).filteredOn(order -> order == 1).hasSize(60);
  }

  @Test
  void pick_nothingComesOfIt_isAnotherTurnAllTheSame() {
    Peers peers = Peers.taking(scheduler(), 9, 9, 9);

    assertThat(List.of(peers.pick().order, peers.pick().order, peers.pick().order))
        .containsExactly(0, 1, 2);
  }

  @Test
  void pick_onceBehindTheOthersTurns_makesUpForOneTurnOnly() {
    Peers peers = Peers.taking(scheduler(), 10, 10);
    peers.load(peers.at(1), 5);
    assertThat(idlePicks(peers, 100)).containsOnly(0);
    for (int i = 0; i < 5; i++) {
      peers.giveBack(peers.at(1));
    }

    assertThat(idlePicks(peers, 6).stream().filter(order -> order == 1).count()).isBetween(3L, 4L);
  }

  @Test
  void pick_tried_takesTheLeastLoadedOfTheOthers() {
    Peers peers = Peers.taking(scheduler(), 10, 10, 10, 10);
    peers.load(peers.at(2), 3);
    peers.load(peers.at(3), 2);

    assertThat(peers.pick(Peers.request("", peers.at(0), peers.at(1)))).isSameAs(peers.at(3));
    Admission allTried = Peers.request("", peers.at(3), peers.at(2), peers.at(1), peers.at(0));
    assertThat(peers.pick(allTried).order).isIn(0, 1);
  }

  @Test
  void pick_tenThousand_neverMoreThanOneApart() {
    int[] capacities = new int[10_000];
    Arrays.fill(capacities, 4);
    Peers peers = Peers.taking(scheduler(), capacities);

    for (int i = 0; i < 25_000; i++) {
      peers.take();
    }

    long[] loads = peers.backends.stream().mapToLong(b -> b.load.current()).toArray();
    assertThat(Arrays.stream(loads).filter(l -> l == 2).count()).isEqualTo(5_000);
    assertThat(Arrays.stream(loads).filter(l -> l == 3).count()).isEqualTo(5_000);
  }
}
