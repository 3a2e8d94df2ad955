package io.x0.director;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ChanceTest {
  private final Peers peers = Peers.taking(new Chance(), 2, 1, 3);

  @Test
  void pick_firstHasASlot_staysWithIt() {
    assertThat(peers.take()).isSameAs(peers.at(0));
    assertThat(peers.take()).isSameAs(peers.at(0));
  }

  @Test
  void pick_firstOnesFull_overflowsInTheOrderOfTheDefinition() {
    peers.load(peers.at(0), 2);
    assertThat(peers.take()).isSameAs(peers.at(1));
    assertThat(peers.take()).isSameAs(peers.at(2));

    peers.giveBack(peers.at(1));
    assertThat(peers.take()).isSameAs(peers.at(1));
    peers.giveBack(peers.at(0));
    assertThat(peers.take()).isSameAs(peers.at(0));
  }

  @Test
  void pick_allFull_isNull() {
    peers.load(peers.at(0), 2);
    peers.load(peers.at(1), 1);
    peers.load(peers.at(2), 3);

    assertThat(peers.scheduler.isEmpty()).isTrue();
    assertThat(peers.scheduler.pick(Peers.request(""))).isNull();
  }

  @Test
  void pick_tried_goesOnToTheNextAndStartsAgainAfterTheLast() {
    Admission request = Peers.request("");

    assertThat(peers.take(request)).isSameAs(peers.at(0));
    assertThat(peers.take(request)).isSameAs(peers.at(1));
    assertThat(peers.take(request)).isSameAs(peers.at(2));
    assertThat(peers.take(request)).isSameAs(peers.at(0));
  }

  @Test
  void pick_tenThousandOfWhichSomeAreFull_isTheFirstOfTheOthers() {
    int[] capacities = new int[10_000];
    Arrays.fill(capacities, 1);
    Peers many = Peers.taking(new Chance(), capacities);

    for (int i = 0; i < 10_000; i++) {
      assertThat(many.take().order).isEqualTo(i);
    }
    for (int i = 9_999; i >= 0; i -= 7) {
      many.giveBack(many.at(i));
      assertThat(many.pick().order).isEqualTo(i);
    }
  }
}
