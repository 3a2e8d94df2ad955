package io.x0.shaper;

import static io.x0.shaper.BucketTreeTest.bucket;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Who is next. */
class DequeueOrderTest {
  @Test
  void next_ownerAfterALoan_getsTheNextTokenReleased() {
    ShaperRig rig = new ShaperRig(10, bucket("own", "20%", "100%"), bucket("loan", "50%", "100%"));
    rig.gets("loan", 10).enqueue("loan", "l1", "l2", "l3").enqueue("own", "o1", "o2", "o3");

    // The owner is served up to its rate, then those still below theirs, then by weight.
    rig.put("loan").next("o1", "-").put("loan").next("o2", "-");
    rig.used("own", 2).used("loan", 8);
    assertThat(rig.put("loan").grants(1)).containsAnyOf("l1", "o3");
  }

  @Test
  void next_ownersTokenReleasedAnywhereUnderTheCommonAncestor_goesToTheOwner() {
    ShaperRig rig =
        new ShaperRig(
            10,
            bucket("a", "50%", "100%", bucket("a1", "50%", "100%"), bucket("a2", "50%", "100%")),
            bucket("b", "50%", "100%"));
    rig.gets("b", 10).enqueue("b", "b1").enqueue("a2", "a2");

    rig.put("b").next("a2", "-");
  }

  @Test
  void next_groupBelowItsRate_comesBeforeABorrowingSibling() {
    ShaperRig rig =
        new ShaperRig(
            10,
            bucket("a", "50%", "100%", bucket("a1", "40%", "100%"), bucket("a2", "60%", "100%")),
            bucket("b", "50%", "100%"));
    rig.take("a1", 4).take("b", 6).enqueue("b", "b1").enqueue("a1", "a1", "a1 too");

    rig.put("b").next("a1", "-").used("a", 5);
  }

  @Test
  void next_ownerInsideABorrowingGroup_comesBeforeBorrowers() {
    ShaperRig rig =
        new ShaperRig(
            10,
            bucket("a", "50%", "100%", bucket("a1", "40%", "100%")),
            bucket("b", "10%", "100%"));
    rig.take("a", 5).take("b", 5).enqueue("b", "b1").enqueue("a1", "a1").enqueue("a", "a");

    // All of a's rate is used by a itself, 2 of it on loan from a1.
    rig.put("b").next("a1", "-").put("b").used("a", 6);
    assertThat(rig.shaper.root().children()).extracting(Bucket::used).containsExactly(6, 3);
  }

  @Test
  void next_siblingBelowItsRate_comesBeforeAnOwnerInsideABorrowingGroup() {
    ShaperRig rig =
        new ShaperRig(
            10,
            bucket("a", "50%", "100%", bucket("a1", "40%", "100%")),
            bucket("b", "50%", "100%"));
    rig.take("a", 6).take("b", 4).enqueue("a1", "a1").enqueue("b", "b1", "b2");

    rig.put("a").next("b1").put("a").next("a1").put("b").next("b2", "-");
  }

  @Test
  void next_ownQueueBelowItsPool_doesNotStarveBehindChildren() {
    ShaperRig rig = new ShaperRig(10, bucket("a", "40%", "100%"), bucket("b", "40%", "100%"));
    rig.gets("a", 10).enqueue("root", "r1", "r2", "r3");
    for (int i = 0; i < 20; i++) {
      rig.enqueue("a", "a" + i).enqueue("b", "b" + i);
    }

    List<String> granted = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      granted.addAll(rig.put("a").grants(1));
    }

    assertThat(granted).containsExactlyInAnyOrder("r1", "r2", "b0", "b1", "b2", "b3");
    rig.used("a", 4).used("b", 4).used("root", 10);
  }

  @Test
  void next_ownersOfUnequalRates_shareInProportion() {
    ShaperRig rig =
        new ShaperRig(
            100,
            bucket("a", "10%", "100%"),
            bucket("b", "20%", "100%"),
            bucket("c", "30%", "100%"));
    queueMany(rig, 60, "a", "b", "c", "root");

    // 40 stay with the root itself: 1 : 2 : 3 : 4.
    List<String> granted = rig.grants(50);

    assertThat(share(granted, "a")).isEqualTo(5);
    assertThat(share(granted, "b")).isEqualTo(10);
    assertThat(share(granted, "c")).isEqualTo(15);
    assertThat(share(granted, "root")).isEqualTo(20);
  }

  @Test
  void next_borrowers_shareInProportionOverManyRounds() {
    ShaperRig rig =
        new ShaperRig(
            3000,
            bucket("a", "1t", "100%"),
            bucket("b", "3t", "100%"),
            bucket("c", "0t", "100%"), // weighs as much as a
            bucket("rest", "2996t", "2996t"));
    rig.take("a", 1).take("b", 3);
    queueMany(rig, 2000, "a", "b", "c");
    rig.shaper.changeQueueLimit(10_000);

    List<String> granted = rig.grants(1000);

    assertThat(share(granted, "a")).isEqualTo(200);
    assertThat(share(granted, "b")).isEqualTo(600);
    assertThat(share(granted, "c")).isEqualTo(200);
    for (int i = 0; i < 1000; i += 5) {
      List<String> round = granted.subList(i, i + 5);
      assertThat(share(round, "b")).as("round %s", round).isBetween(2L, 4L);
      assertThat(share(round, "a")).as("round %s", round).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void next_equals_takeTurns() {
    ShaperRig rig =
        new ShaperRig(
            30, bucket("a", "0t", "100%"), bucket("b", "0t", "100%"), bucket("c", "0t", "100%"));
    queueMany(rig, 10, "a", "b", "c");
    rig.take("root", 0);

    assertThat(rig.grants(9)).containsExactly("a0", "b0", "c0", "a1", "b1", "c1", "a2", "b2", "c2");
  }

  @Test
  void next_nested_sharesAtEveryLevel() {
    ShaperRig rig =
        new ShaperRig(
            1000,
            bucket("a", "20%", "100%", bucket("a1", "25%", "100%"), bucket("a2", "75%", "100%")),
            bucket("b", "80%", "100%"));
    queueMany(rig, 400, "a1", "a2", "b");

    List<String> granted = rig.grants(200);

    assertThat(share(granted, "a1")).isEqualTo(10);
    assertThat(share(granted, "a2")).isEqualTo(30);
    assertThat(share(granted, "b")).isEqualTo(160);
  }

  @Test
  void next_afterAResize_keepsTheProportion() {
    ShaperRig rig = new ShaperRig(1000, bucket("a", "10%", "100%"), bucket("b", "90%", "100%"));
    queueMany(rig, 450, "a", "b");

    List<String> granted = new ArrayList<>();
    for (int i = 0; i < 100; i++) { // one step in a row for a resize each must not starve a
      rig.resize(1000 - i * 5);
      granted.addAll(rig.grants(1));
    }

    assertThat(share(granted, "a")).isBetween(9L, 11L);
  }

  @Test
  void next_slotRefused_keepsPlaceAndTurn() {
    ShaperRig rig = new ShaperRig(9, bucket("a", "0t", "100%"), bucket("b", "0t", "100%"));
    rig.enqueue("a", "a1", "a2").enqueue("b", "b1", "b2");
    List<String> offered = new ArrayList<>();

    for (int i = 0; i < 3; i++) {
      assertThat(
              rig.shaper.next(
                  payload -> {
                    offered.add(payload);
                    return false;
                  }))
          .isNull();
    }

    assertThat(offered).hasSize(6).containsOnly("a1", "b1").startsWith("a1", "b1");
    assertThat(offered.subList(2, 6)).isEqualTo(List.of("a1", "b1", "a1", "b1"));
    rig.used("root", 0).queued("a", 2).queued("b", 2);
    rig.next("a1", "b1", "a2", "b2", "-");
  }

  @Test
  void next_slotForOneOnly_grantsThatOneAndTheOthersKeepTheirPlace() {
    ShaperRig rig = new ShaperRig(9, bucket("a", "0t", "100%"), bucket("b", "0t", "100%"));
    rig.enqueue("a", "a1", "a2").enqueue("b", "b1", "b2");

    Waiter<String> one = rig.shaper.next(payload -> payload.startsWith("b"));
    Waiter<String> behindARefusedHead = rig.shaper.next("a2"::equals);

    assertThat(Objects.requireNonNull(one).payload()).isEqualTo("b1");
    assertThat(behindARefusedHead).isNull();
    rig.next("a1", "b2", "a2", "-");
  }

  @Test
  void next_slotThrows_changesNothing() {
    ShaperRig rig = new ShaperRig(9, bucket("a", "0t", "100%"));
    rig.enqueue("a", "a1");

    assertThatThrownBy(
            () ->
                rig.shaper.next(
                    payload -> {
                      throw new IllegalStateException("boom");
                    }))
        .hasMessage("boom");

    rig.used("root", 0).queued("a", 1).next("a1", "-");
  }

  @Test
  void next_nobodyServable_asksForNoSlot() {
    ShaperRig rig = new ShaperRig(1, bucket("a", "0t", "100%"));
    rig.gets("a", 1).enqueue("a", "a1").enqueue("root", "r1");

    assertThat(
            rig.shaper.next(
                payload -> {
                  throw new IllegalStateException("asked");
                }))
        .isNull();
    assertThat(rig.shaper.isAnybodyServable()).isFalse();
    assertThat(rig.put("a").shaper.isAnybodyServable()).isTrue();
  }

  @Test
  void next_reserve_servesOnlyWhatMayBeTaken() {
    ShaperRig rig =
        new ShaperRig(
            BucketTree.of(bucket("a", "20%", "40%"), bucket("b", "80%", "100%")),
            10,
            BorrowPolicy.RESERVE);
    rig.enqueue("a", "a1", "a2", "a3").enqueue("root", "r1").enqueue("b", "b1");

    List<String> granted = rig.grants(4);
    Collections.sort(granted);
    assertThat(granted).containsExactly("-", "a1", "a2", "b1");

    rig.shaper.changePolicy(BorrowPolicy.LEND);
    assertThat(rig.grants(3)).containsExactlyInAnyOrder("a3", "r1", "-");
  }

  private static void queueMany(ShaperRig rig, int each, String... names) {
    rig.shaper.changeQueueLimit(each * names.length);
    for (int i = 0; i < each; i++) {
      for (String name : names) {
        rig.enqueue(name, name + (name.endsWith("1") || name.endsWith("2") ? "." : "") + i);
      }
    }
  }

  private static long share(List<String> granted, String name) {
    boolean digit = name.endsWith("1") || name.endsWith("2");
    return granted.stream().filter(p -> p.matches(name + (digit ? "\\." : "") + "\\d+")).count();
  }
}
