package io.x0.director;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.common.unit.Capacity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConsistentHashTest {
  private static final int KEYS = 20_000;

  private static int[] ones(int count) {
    int[] ones = new int[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static Peers peers(int... weights) {
    return Peers.weighing(new ConsistentHash(), weights);
  }

  private static Backend home(Peers peers, String key) {
    return peers.pick(Peers.request(key));
  }

  private static Map<String, Backend> homes(Peers peers) {
    Map<String, Backend> homes = new HashMap<>();
    for (int i = 0; i < KEYS; i++) {
      homes.put("key" + i, home(peers, "key" + i));
    }
    return homes;
  }

  private static void fill(Peers peers, Backend backend) {
    backend.configure(backend.config().withCapacity(new Capacity(1)));
    peers.load(backend, 1);
  }

  @Test
  void pick_sameKey_isTheSameBackend() {
    Peers peers = peers(ones(10));

    assertThat(homes(peers)).isEqualTo(homes(peers));
    assertThat(homes(peers).values()).contains(peers.at(3));
  }

  @Test
  void pick_manyKeys_areSharedByWeight() {
    int[] weights = {1, 2, 3, 4, 10};
    long[] keys = new long[weights.length];

    homes(peers(weights)).values().forEach(b -> keys[b.order]++);

    for (int i = 0; i < weights.length; i++) {
      double share = KEYS * weights[i] / 20.0;
      assertThat((double) keys[i]).as("weight %s", weights[i]).isBetween(share * 0.7, share * 1.3);
    }
  }

  @Test
  void define_oneMore_movesItsShareOfTheKeysToIt() {
    Peers peers = peers(ones(10));
    Map<String, Backend> before = homes(peers);
    Backend added = Peers.backend(Peers.config("b10"), 10);

    peers.backends.add(added);
    peers.define();
    Map<String, Backend> after = homes(peers);

    long moved = before.keySet().stream().filter(k -> after.get(k) != before.get(k)).count();
    assertThat(moved).isBetween(KEYS / 11 * 6L / 10, KEYS / 11 * 14L / 10);
    before.keySet().stream()
        .filter(k -> after.get(k) != before.get(k))
        .forEach(k -> assertThat(after.get(k)).isSameAs(added));
  }

  @Test
  void define_oneLess_movesItsKeysOnlyAndSpreadsThem() {
    Peers peers = peers(ones(10));
    Map<String, Backend> before = homes(peers);
    Backend gone = peers.at(4);

    peers.scheduler.remove(gone);
    peers.backends.remove(4);
    peers.define();
    Map<String, Backend> after = homes(peers);

    Set<Backend> heirs = new HashSet<>();
    for (Map.Entry<String, Backend> key : before.entrySet()) {
      if (key.getValue() == gone) {
        heirs.add(after.get(key.getKey()));
      } else {
        assertThat(after.get(key.getKey())).isSameAs(key.getValue());
      }
    }
    assertThat(heirs).as("all others").hasSize(9);
  }

  @Test
  void remove_notEligible_keysGoWhereTheyWouldGoWithoutItAndComeBack() {
    Peers peers = peers(ones(10));
    Map<String, Backend> before = homes(peers);

    peers.scheduler.remove(peers.at(4));
    Map<String, Backend> meanwhile = homes(peers);
    peers.scheduler.add(peers.at(4));
    assertThat(homes(peers)).isEqualTo(before);

    peers.scheduler.remove(peers.at(4));
    peers.backends.remove(4);
    peers.define();
    assertThat(homes(peers)).isEqualTo(meanwhile);
  }

  @Test
  void pick_oneHotKey_noBackendHasMoreThanItsBound() {
    int[] weights = {1, 1, 2, 3, 3};
    Peers peers = peers(weights);
    Backend first = home(peers, "hot");

    for (int inFlight = 1; inFlight <= 1000; inFlight++) {
      Backend backend = peers.take(Peers.request("hot"));
      double bound = Math.ceil(1.25 * inFlight * weights[backend.order] / 10 - 1e-9);
      assertThat((double) backend.load.current()).isLessThanOrEqualTo(bound);
    }

    assertThat(first.load.current())
        .as("the home of the key is at its bound")
        .isEqualTo((long) Math.ceil(125 * weights[first.order]));
  }

  @Test
  void pick_homeAboveItsBound_goesToOneSuccessorAndComesBack() {
    Peers peers = peers(ones(10));
    Backend home = home(peers, "k");
    peers.load(home, 1);
    Backend successor = home(peers, "k");
    assertThat(successor).as("1 of 1 is more than 1.25 of 2 shared by ten").isNotSameAs(home);
    peers.backends.stream().filter(b -> b != home).forEach(b -> peers.load(b, 1));

    assertThat(home(peers, "k")).as("as loaded as all others").isSameAs(home);
    peers.load(home, 1);
    assertThat(home(peers, "k")).isSameAs(successor);
    peers.giveBack(home);
    assertThat(home(peers, "k")).isSameAs(home);
  }

  @Test
  void pick_slowStart_boundIsThatOfThePresentWeight() {
    Peers peers = peers(1, 1);
    Backend cold = home(peers, "k");
    Backend warm = cold == peers.at(0) ? peers.at(1) : peers.at(0);
    cold.ramp.start(SlowStart.OFF.over(Duration.ofMinutes(1)), 0);
    peers.refresh(cold);

    for (int i = 0; i < 110; i++) {
      peers.take(Peers.request("k"));
    }

    assertThat(cold.load.current()).as("1.25 of 110 by a tenth").isBetween(12L, 13L);
    assertThat(warm.load.current()).isBetween(97L, 98L);
  }

  @Test
  void pick_noKey_goesToTheLeastLoadedForItsWeight() {
    Peers peers = peers(1, 3);

    for (int i = 0; i < 40; i++) {
      peers.take();
    }

    assertThat(peers.backends).extracting(b -> b.load.current()).containsExactly(10L, 30L);
  }

  @Test
  void pick_tried_goesToTheSuccessorsInTurn() {
    Peers peers = peers(ones(5));
    Admission request = Peers.request("k");
    List<Backend> path = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Backend backend = peers.pick(request);
      request.tries(backend);
      path.add(backend);
    }
    assertThat(path).doesNotHaveDuplicates();
    assertThat(peers.pick(request)).as("all tried").isSameAs(path.get(0));

    peers.scheduler.remove(path.get(0));
    assertThat(home(peers, "k")).isSameAs(path.get(1));
  }

  @Test
  void pick_othersTried_untriedOneTakesItThoughAboveItsBound() {
    Peers peers = peers(1, 1);
    peers.load(peers.at(0), 20);

    assertThat(peers.pick(Peers.request("k", peers.at(1)))).isSameAs(peers.at(0));
    assertThat(peers.pick(Peers.request("k"))).isSameAs(peers.at(1));
  }

  @Test
  void pick_tenThousandNearlyAllFull_findsOneThatIsNot() {
    Peers peers = peers(ones(10_000));
    for (int i = 0; i < 10_000; i++) {
      if (i != 17 && i != 9_000) {
        fill(peers, peers.at(i));
      }
    }

    Set<Integer> picked = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      picked.add(peers.pick(Peers.request("k" + i)).order);
    }
    assertThat(picked).containsExactlyInAnyOrder(17, 9_000);

    fill(peers, peers.at(17));
    assertThat(home(peers, "k")).isSameAs(peers.at(9_000));
    fill(peers, peers.at(9_000));
    assertThat(peers.scheduler.isEmpty()).isTrue();
    assertThat(peers.scheduler.pick(Peers.request("k"))).isNull();
  }

  @Test
  void define_tenThousandAndOneLess_movesTheKeysOfThatOneOnly() {
    Peers peers = peers(ones(10_000));
    Backend gone = home(peers, "key0");
    Map<String, Backend> before = homes(peers);

    peers.scheduler.remove(gone);
    peers.backends.remove(gone);
    peers.define();

    Map<String, Backend> after = homes(peers);
    for (Map.Entry<String, Backend> key : before.entrySet()) {
      assertThat(after.get(key.getKey()) == key.getValue()).isEqualTo(key.getValue() != gone);
    }
  }
}
