package io.x0.cache.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class BodyArenaTest {
  private static final int KIB = 1024;

  private static CachedBody filled(BodyArena arena, int bytes) {
    CachedBody body = arena.body(bytes, bytes);
    assertThat(body.append(ByteBuffer.allocate(bytes))).isTrue();
    body.complete();
    return body;
  }

  private static int pieces(CachedBody body) {
    int count = 0;
    try (BodyReader reader = body.reader(0)) {
      while (reader.next() != null) {
        count++;
      }
    }
    return count;
  }

  @Test
  void memory_isTakenFromTheSystemWhenFirstNeeded() {
    BodyArena arena = new BodyArena(3 * KIB * KIB);

    assertThat(arena.committedBytes()).isZero();
    CachedBody body = filled(arena, 1);
    assertThat(arena.committedBytes()).isEqualTo(KIB * KIB);
    assertThat(arena.usedBytes()).isEqualTo(512);
    body.release();

    assertThat(arena.usedBytes()).isZero();
    assertThat(arena.committedBytes()).isEqualTo(KIB * KIB);
  }

  @Test
  void capacity_isUsedToTheLastGranule_andNeverExceeded() {
    BodyArena arena = new BodyArena(KIB * KIB + 5 * 512 + 511);
    List<CachedBody> bodies = new ArrayList<>();
    for (int i = 0; i < 2048 + 5; i++) {
      bodies.add(filled(arena, 512));
    }

    assertThat(arena.usedBytes()).isEqualTo(arena.capacityBytes()).isEqualTo(KIB * KIB + 5 * 512);
    assertThat(arena.body(1, 1).append(ByteBuffer.allocate(1))).isFalse();
    assertThat(arena.shortages()).isEqualTo(1);
    bodies.get(1000).release();
    assertThat(arena.body(1, 1).append(ByteBuffer.allocate(1))).isTrue();
    assertThat(arena.committedBytes()).isEqualTo(arena.capacityBytes());
  }

  @Test
  void largeBody_getsTheHolesThatSmallOnesLeft() {
    BodyArena arena = new BodyArena(KIB * KIB);
    List<CachedBody> small = new ArrayList<>();
    for (int i = 0; i < 2048; i++) {
      small.add(filled(arena, 100));
    }
    for (int i = 0; i < 2048; i += 2) {
      small.get(i).release();
    }

    CachedBody large = filled(arena, 512 * KIB);

    assertThat(pieces(large)).isEqualTo(1024);
    assertThat(arena.usedBytes()).isEqualTo(KIB * KIB);
  }

  @Test
  void largeBodies_lieInOnePieceBesideSmallOnes() {
    BodyArena arena = new BodyArena(4 * KIB * KIB);
    Deque<CachedBody> small = new ArrayDeque<>();
    Deque<CachedBody> large = new ArrayDeque<>();
    for (int i = 0; i < 10_000; i++) {
      small.add(filled(arena, 1000));
      if (small.size() > 1000) {
        small.remove().release();
      }
      if (i % 10 == 0) {
        large.add(filled(arena, 64 * KIB));
        if (large.size() > 30) {
          large.remove().release();
        }
      }
    }

    assertThat(large).allSatisfy(body -> assertThat(pieces(body)).isEqualTo(1));
    assertThat(small).allSatisfy(body -> assertThat(pieces(body)).isEqualTo(1));
  }

  @Test
  void giveBack_joinsNeighbours() {
    BodyArena arena = new BodyArena(128 * KIB);
    List<CachedBody> quarters = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      quarters.add(filled(arena, 32 * KIB));
    }
    for (int i : new int[] {2, 0, 3, 1}) {
      quarters.get(i).release();
    }

    assertThat(pieces(filled(arena, 128 * KIB))).isEqualTo(1);
  }

  @Test
  void shortage_asksTheReserveUntilItHasNothing() {
    BodyArena arena = new BodyArena(64 * KIB);
    Deque<CachedBody> cached = new ArrayDeque<>();
    List<Long> asked = new ArrayList<>();
    arena.appealTo(
        bytes -> {
          asked.add(bytes);
          if (cached.isEmpty()) {
            return false;
          }
          cached.remove().release();
          return true;
        });
    for (int i = 0; i < 4; i++) {
      cached.add(filled(arena, 16 * KIB));
    }

    CachedBody body = filled(arena, 32 * KIB);
    assertThat(asked).containsExactly(32L * KIB, 32L * KIB);
    assertThat(cached).hasSize(2);
    assertThat(arena.shortages()).isZero();

    assertThat(arena.body(64 * KIB, 40 * KIB).append(ByteBuffer.allocate(40 * KIB))).isFalse();
    assertThat(cached).isEmpty();
    assertThat(arena.shortages()).isPositive();
    body.release();
  }

  @Test
  void moreThanTheCapacity_drivesNobodyOut() {
    BodyArena arena = new BodyArena(64 * KIB);
    arena.appealTo(
        bytes -> {
          throw new AssertionError("asked for " + bytes);
        });

    assertThat(arena.body(128 * KIB, -1).append(ByteBuffer.allocate(65 * KIB))).isFalse();
    assertThat(arena.usedBytes()).isZero();
  }

  @Test
  void slab_givenBackTwice_isNoticed() {
    Slab slab = new Slab(8);
    int first = slab.take(4);
    slab.giveBack(first, 4);

    assertThatThrownBy(() -> slab.giveBack(first, 1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void capacity_ofLessThanAGranule_isRefused() {
    assertThatThrownBy(() -> new BodyArena(511))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("capacity: 511 (expected: at least 512)");
  }
}
