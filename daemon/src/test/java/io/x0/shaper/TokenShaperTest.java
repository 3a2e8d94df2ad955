package io.x0.shaper;

import static io.x0.shaper.BucketTreeTest.bucket;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Taking and returning tokens, and changing the tree while they are out. */
class TokenShaperTest {
  private final ShaperRig rig =
      new ShaperRig(
          10,
          bucket("vip", "20%", "40%"),
          bucket("main", "50%", "80%", bucket("up", "40%", "50%")));

  @Test
  void tryAcquire_nested_countsInEveryBucketAbove() {
    rig.take("up", 2).take("main", 1).take("root", 1);

    rig.used("up", 2).used("main", 3).used("root", 4).used("vip", 0);
    assertThat(rig.bucket("main").own()).isEqualTo(1);
    assertThat(rig.bucket("root").own()).isEqualTo(1);
    assertThat(rig.bucket("root").pool()).isEqualTo(3);
    assertThat(rig.bucket("main").pool()).isEqualTo(3);
  }

  @Test
  void tryAcquire_lend_isLimitedByEveryCeilAbove() {
    rig.gets("up", 4).take("main", 4).refused("main").refused("up").gets("vip", 2).used("root", 10);
  }

  @Test
  void tryAcquire_reserve_neverTakesWhatIsAssuredToAnother() {
    rig.shaper.changePolicy(BorrowPolicy.RESERVE);

    rig.gets("root", 3).gets("vip", 2).gets("main", 3).gets("up", 2).used("root", 10);
  }

  @Test
  void tryAcquire_reserve_loansInsideASubtreeLeaveOtherSubtreesTheirs() {
    rig.shaper.changePolicy(BorrowPolicy.RESERVE);

    rig.gets("main", 6).gets("root", 0).gets("up", 2).gets("vip", 2).used("root", 10);
  }

  @Test
  void tryAcquire_somebodyWaits_overtakesNobodyWhoCouldGoOn() {
    rig.take("vip", 4).enqueue("vip", "v").take("main", 1); // v may not go on: vip is at its ceil

    rig.put("vip").refused("main").refused("vip").next("v").take("main", 1);
  }

  @Test
  void tryAcquire_ofARemovedBucket_meansWhatStandsInItsPlace() {
    Bucket<String> up = rig.bucket("up");
    rig.apply(BucketTree.of(bucket("main", "50%", "80%")));

    Token token = Objects.requireNonNull(rig.shaper.tryAcquire(up));

    assertThat(token.bucket().name()).isEqualTo("main");
    rig.used("main", 1).used("root", 1);
  }

  @Test
  void release_twice_countsOnce() {
    rig.take("vip", 2);
    Token token = rig.heldBy("vip").getFirst();
    assertThat(token.isReleased()).isFalse();

    assertThat(rig.shaper.release(token)).isTrue();
    assertThat(rig.shaper.release(token)).isFalse();

    assertThat(token.isReleased()).isTrue();
    rig.used("vip", 1).used("root", 1);
  }

  @Test
  void anotherShapersParts_areABug() {
    TokenShaper<String> other = new TokenShaper<>(BucketTree.EMPTY, 1);
    Token token = Objects.requireNonNull(other.tryAcquire(other.root()));

    assertThatThrownBy(() -> rig.shaper.release(token)).hasMessage("token of another shaper: root");
    assertThatThrownBy(() -> rig.shaper.tryAcquire(other.root()))
        .hasMessage("bucket of another shaper: root");
    assertThatThrownBy(() -> rig.shaper.enqueue(other.root(), "x", 0))
        .hasMessage("bucket of another shaper: root");
    assertThat(other.root().used()).isEqualTo(1);
  }

  @Test
  void resize_below_leavesADebtThatIsPaidFirst() {
    rig.take("vip", 3).take("main", 5).resize(5).limits("vip", 1, 2).limits("main", 2, 4);
    rig.used("root", 8).refused("vip").refused("main").refused("root");

    rig.put("vip").put("main").put("main").refused("root").used("root", 5);
    rig.put("main").refused("vip").take("root", 1).used("root", 5);
  }

  @Test
  void resize_growing_letsWaitersGoOn() {
    rig.resize(1).gets("root", 1).enqueue("root", "r").next("-").resize(2).next("r", "-");
  }

  @Test
  void resize_toNothing_refusesEverybodyAndShowsNoRoom() {
    rig.resize(0).limits("root", 0, 0).limits("vip", 0, 0).refused("vip").refused("root");
  }

  @Test
  void resize_unlimited_freesSharesAndKeepsAbsoluteTokens() {
    ShaperRig mixed =
        new ShaperRig(
            TokenShaper.UNLIMITED,
            bucket("half", "50%", "50%"),
            bucket("other", "50%", "50%"),
            bucket("none", "0%", "0%"),
            bucket("five", "2t", "5t", bucket("of five", "50%", "80%")));

    for (BorrowPolicy policy : BorrowPolicy.values()) {
      mixed.shaper.changePolicy(policy);
      mixed.limits("half", TokenShaper.UNLIMITED, TokenShaper.UNLIMITED);
      mixed.limits("other", TokenShaper.UNLIMITED, TokenShaper.UNLIMITED);
      mixed.limits("none", 0, 0).refused("none");
      mixed.limits("five", 2, 5).limits("of five", 1, 4);
      mixed.take("half", 1000).take("other", 1000).take("root", 1000);
    }
    mixed.gets("five", 4).gets("of five", 1); // one stays reserved for the child
    mixed.resize(20).limits("half", 10, 10).refused("half").refused("root");
  }

  @Test
  void limits_absoluteRatesBeyondTheParent_satisfyThoseDefinedFirst() {
    ShaperRig absolute =
        new ShaperRig(4, bucket("a", "3t", "6t"), bucket("b", "3t", "3t"), bucket("c", "50%", "1"));

    absolute.limits("a", 3, 4).limits("b", 1, 3).limits("c", 0, 4);
    absolute.resize(7).limits("a", 3, 6).limits("b", 3, 3).limits("c", 1, 7);
  }

  @Test
  void limits_absoluteRateAboveItsShareOfTheCeil_isCutToTheCeil() {
    ShaperRig mixed = new ShaperRig(10, bucket("a", "5t", "20%"), bucket("b", "50%", "2t"));

    mixed.limits("a", 2, 2).limits("b", 2, 2).gets("a", 2).gets("b", 2);
    assertThat(mixed.bucket("root").pool()).isEqualTo(6);
  }

  @Test
  void limits_shares_areRoundedDownExactly() {
    new ShaperRig(75, bucket("a", "84%", "84%")).limits("a", 63, 63);
    new ShaperRig(50, bucket("a", "58%", "58%")).limits("a", 29, 29);
  }

  @Test
  void apply_keptBucket_keepsTokensQueueAndStatistics() {
    rig.take("up", 4).enqueue("up", "a", "b");
    Bucket<String> up = rig.bucket("up");

    rig.apply(
        BucketTree.of(
            bucket("up", "10%", "60%", bucket("vip", "50%", "50%")), bucket("new", "1t", "1t")));

    assertThat(rig.bucket("up")).isSameAs(up);
    assertThat(up.parent()).isSameAs(rig.shaper.root());
    assertThat(up.load().max()).isEqualTo(4);
    assertThat(up.load().total()).isEqualTo(4);
    assertThat(up.queued().total()).isEqualTo(2);
    rig.used("up", 4).used("root", 4).used("vip", 0).queued("up", 2).limits("up", 1, 6);
    rig.next("a", "b", "-").used("up", 6).used("root", 6);
  }

  @Test
  void apply_removedBuckets_handTokensAndQueueUpInTheOrderOfArrival() {
    rig.take("up", 2).take("main", 1);
    rig.enqueueAt("main", "m3", 3);
    rig.enqueueAt("main", "m7", 7);
    rig.enqueueAt("up", "u1", 1);
    rig.enqueueAt("up", "u5", 5);
    Waiter<String> last = rig.enqueueAt("up", "u9", 9);
    rig.enqueueAt("root", "r4", 4);
    Token token = rig.heldBy("up").getFirst();

    rig.apply(BucketTree.of(bucket("vip", "20%", "40%")));

    assertThat(rig.shaper.find("up")).isNull();
    assertThat(token.bucket()).isSameAs(rig.shaper.root());
    assertThat(last.bucket()).isSameAs(rig.shaper.root());
    rig.used("root", 3).queued("root", 6);
    assertThat(rig.bucket("root").own()).isEqualTo(3);
    assertThat(rig.bucket("root").queued().max()).isEqualTo(6);
    assertThat(rig.bucket("root").queued().total()).isEqualTo(1);
    rig.put("up").put("up").put("main").used("root", 0);
    assertThat(rig.shaper.withdraw(last)).isTrue();
    rig.next("u1", "m3", "r4", "u5", "m7", "-");
  }

  @Test
  void apply_removedAndDefinedAgain_startsAnew() {
    rig.take("up", 2);
    Bucket<String> former = rig.bucket("up");
    BucketTree without = BucketTree.of(bucket("main", "50%", "80%"));
    rig.apply(without).apply(without.withBucket("main", bucket("up", "40%", "50%")));

    assertThat(rig.bucket("up")).isNotSameAs(former);
    assertThat(former.isRemoved()).isTrue();
    rig.used("up", 0).used("main", 2).put("up").used("main", 1).used("up", 0);
  }

  @Test
  void apply_parentOfARemovedBucketRemovedLater_tokensStillComeHome() {
    rig.take("up", 2);

    rig.apply(BucketTree.of(bucket("main", "50%", "80%"))).used("main", 2).apply(BucketTree.EMPTY);

    rig.used("root", 2).put("up").put("up").used("root", 0);
    assertThat(rig.bucket("root").own()).isZero();
  }

  @Test
  void changePolicy_leavesWhatIsInUse() {
    rig.take("root", 10);

    rig.shaper.changePolicy(BorrowPolicy.RESERVE);

    assertThat(rig.shaper.policy()).isEqualTo(BorrowPolicy.RESERVE);
    rig.used("root", 10).refused("vip").put("root").take("vip", 1).put("root").refused("root");
  }

  @Test
  void load_countsCurrentMaxAndTotal() {
    rig.take("up", 2).put("up").take("up", 1).put("up").put("up").take("main", 1);

    for (String name : new String[] {"main", "root"}) {
      Level load = rig.bucket(name).load();
      assertThat(load.current()).isEqualTo(1);
      assertThat(load.max()).isEqualTo(2);
      assertThat(load.total()).isEqualTo(4);
    }
    assertThat(rig.bucket("up").load().total()).isEqualTo(3);
  }

  @Test
  void find_knowsTheRootAndNobodyElse() {
    assertThat(rig.shaper.find("root")).isSameAs(rig.shaper.root());
    assertThat(rig.shaper.find("nobody")).isNull();
    assertThat(rig.shaper.root().parent()).isNull();
    assertThat(rig.bucket("main").children()).containsExactly(rig.bucket("up"));
    assertThat(rig.take("vip", 3).bucket("vip")).hasToString("vip 3/2..4 queued 0");
  }

  @Test
  void arguments_outOfRange_areABug() {
    assertThatThrownBy(() -> rig.shaper.resize(-1)).hasMessage("size: -1 (expected: >= 0)");
    assertThatThrownBy(() -> rig.shaper.changeQueueLimit(-1))
        .hasMessage("queue limit: -1 (expected: >= 0)");
    assertThatThrownBy(() -> rig.shaper.changeQueueTimeout(0))
        .hasMessage("queue timeout: 0 (expected: >= 1)");
    assertThatThrownBy(() -> rig.shaper.changeQueueTimeout(Long.MAX_VALUE))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
