package io.x0.shaper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeficitRoundRobinTest {
  private final TokenShaper<String> shaper = new TokenShaper<>(BucketTree.EMPTY, 1);
  private final DeficitRoundRobin<String> robin = new DeficitRoundRobin<>();

  @Test
  void serve_anyWeightsAndRanks_doesWhatOneVisitAfterTheOtherWouldDo() {
    Random random = new Random(1);
    for (int walk = 0; walk < 300; walk++) {
      List<Turn<String>> turns = turns(random.ints(1 + random.nextInt(5), 1, 12).toArray());
      long cost = turns.stream().mapToLong(turn -> turn.weight).max().orElseThrow();
      long[] deficits = new long[turns.size()];
      DeficitRoundRobin<String> fresh = new DeficitRoundRobin<>();
      fresh.replace(turns);
      fresh.reweigh();
      int cursor = turns.size() - 1;

      for (int round = 0; round < 50; round++) {
        turns.forEach(turn -> turn.rank = random.nextInt(4));
        int best = fresh.best();
        assertThat(best).isEqualTo(turns.stream().mapToInt(turn -> turn.rank).min().orElseThrow());
        do {
          cursor = (cursor + 1) % turns.size();
          if (turns.get(cursor).rank == best) {
            deficits[cursor] += turns.get(cursor).weight;
          }
        } while (turns.get(cursor).rank != best || deficits[cursor] < cost);
        deficits[cursor] -= cost;

        Turn<String> first = fresh.first(best);
        assertThat(turns.indexOf(first)).isEqualTo(cursor);
        fresh.serve(first);
        assertThat(turns.stream().mapToLong(turn -> turn.deficit).toArray()).isEqualTo(deficits);
      }
    }
  }

  @Test
  void reweigh_changedCost_keepsThePartOfATokenThatWasGained() {
    List<Turn<String>> turns = turns(30, 100);
    robin.replace(turns);
    robin.reweigh();
    serve(turns.get(1)); // the first gained 30 of 100
    assertThat(turns.get(0).deficit).isEqualTo(30);

    turns.get(0).weight = 3;
    turns.get(1).weight = 10;
    robin.reweigh();
    assertThat(turns.get(0).deficit).isEqualTo(3);

    turns.get(1).weight = Integer.MAX_VALUE;
    robin.reweigh();
    assertThat(turns.get(0).deficit).isEqualTo(3L * Integer.MAX_VALUE / 10);
  }

  @Test
  void reweigh_partyFromElsewhere_gainedLessThanAToken() {
    List<Turn<String>> turns = turns(3, 10);
    turns.get(0).deficit = 700;

    robin.replace(turns);
    robin.reweigh();

    assertThat(turns.get(0).deficit).isEqualTo(9);
  }

  @Test
  void replace_partiesAroundTheCursor_goesOnBehindIt() {
    List<Turn<String>> turns = turns(1, 1, 1, 1);
    robin.replace(turns.subList(0, 3));
    robin.reweigh();
    serve(turns.get(0));
    serve(turns.get(1));

    robin.replace(List.of(turns.get(3), turns.get(1), turns.get(0)));
    robin.reweigh();
    serve(turns.get(0));
    robin.replace(List.of(turns.get(3), turns.get(1), turns.get(2)));
    robin.reweigh();

    serve(turns.get(3));
    serve(turns.get(1));
    serve(turns.get(2));
  }

  @Test
  void first_nobodyOfThatRank_isABug() {
    robin.replace(turns(1, 1));
    robin.reweigh();

    assertThat(robin.best()).isEqualTo(DequeueOrder.ASSURED);
    assertThatThrownBy(() -> robin.first(DequeueOrder.BORROWING))
        .hasMessage("no party of this rank");
  }

  private void serve(Turn<String> expected) {
    assertThat(robin.first(DequeueOrder.ASSURED)).isSameAs(expected);
    robin.serve(expected);
  }

  private List<Turn<String>> turns(int... weights) {
    List<Turn<String>> turns = new ArrayList<>();
    for (int weight : weights) {
      Turn<String> turn = new Turn<>(shaper.root(), false);
      turn.weight = weight;
      turn.rank = DequeueOrder.ASSURED;
      turns.add(turn);
    }
    return turns;
  }
}
