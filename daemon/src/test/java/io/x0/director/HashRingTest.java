package io.x0.director;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class HashRingTest {
  private static List<Backend> backends(int count, int weight) {
    List<Backend> backends = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      backends.add(Peers.backend(Peers.config("b" + i).withWeight(weight), i));
    }
    return backends;
  }

  private static HashRing ring(List<Backend> backends) {
    return HashRing.EMPTY.of(backends);
  }

  private static String owner(HashRing ring, List<Backend> backends, String key) {
    return backends.get(ring.owner(ring.find(key))).config().name();
  }

  private static int[] points(HashRing ring, int backends) {
    int[] points = new int[backends];
    for (int i = 0; i < ring.size(); i++) {
      points[ring.owner(i)]++;
    }
    return points;
  }

  private static void assertSame(HashRing ring, HashRing expected) {
    assertThat(ring.size()).isEqualTo(expected.size());
    for (int i = 0; i < ring.size(); i++) {
      assertThat(ring.owner(i)).as("owner of point %s", i).isEqualTo(expected.owner(i));
    }
  }

  @Test
  void of_weights_pointsAreInProportion() {
    List<Backend> backends = backends(3, 1);
    backends.get(1).configure(backends.get(1).config().withWeight(5));

    assertThat(points(ring(backends), 3)).containsExactly(64, 320, 64);
  }

  @Test
  void of_manyAndHeavy_thereAreNoMoreThanAMillionPoints() {
    assertThat(points(ring(backends(10_000, 1)), 10_000)).containsOnly(64);
    assertThat(points(ring(backends(10_000, 4)), 10_000)).containsOnly(64);
    assertThat(points(ring(backends(10_000, 1000)), 10_000)).containsOnly(62);
  }

  @Test
  void of_namesWithOneHashCode_haveTheirOwnPlaces() {
    List<Backend> twins =
        List.of(Peers.backend(Peers.config("Aa"), 0), Peers.backend(Peers.config("BB"), 1));
    assertThat("Aa".hashCode()).isEqualTo("BB".hashCode());
    HashRing ring = ring(twins);

    int keysOfFirst = 0;
    for (int i = 0; i < 1000; i++) {
      keysOfFirst += owner(ring, twins, "key" + i).equals("Aa") ? 1 : 0;
    }

    assertThat(keysOfFirst).isBetween(250, 750);
  }

  @Test
  void of_changesOfAllKinds_isTheSameAsMadeAfresh() {
    List<Backend> backends = backends(50, 2);
    HashRing ring = ring(backends);
    assertThat(ring.of(backends)).as("nothing changed").isSameAs(ring);

    backends.remove(7);
    ring = ring.of(backends);
    assertSame(ring, ring(backends));
    backends.add(3, Peers.backend(Peers.config("new").withWeight(9), 50));
    backends.get(20).configure(backends.get(20).config().withWeight(1));
    ring = ring.of(backends);
    assertSame(ring, ring(backends));
    backends.add(backends.remove(0));
    ring = ring.of(backends);
    assertSame(ring, ring(backends));
    backends.forEach(b -> b.configure(b.config().withWeight(1000)));
    ring = ring.of(backends);
    assertSame(ring, ring(backends));
    assertSame(ring.of(List.of()), HashRing.EMPTY);
  }

  @Test
  void find_anyOrderOfDefinition_isTheSameBackend() {
    List<Backend> backends = backends(20, 1);
    List<Backend> reversed = new ArrayList<>(backends);
    Collections.reverse(reversed);

    for (int i = 0; i < 100; i++) {
      assertThat(owner(ring(backends), backends, "k" + i))
          .isEqualTo(owner(ring(reversed), reversed, "k" + i));
    }
  }

  @Test
  void next_lastPoint_isFollowedByTheFirst() {
    HashRing ring = ring(backends(2, 1));

    assertThat(ring.next(0)).isEqualTo(1);
    assertThat(ring.next(127)).isZero();
  }
}
