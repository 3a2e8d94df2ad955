package io.x0.shaper;

import static io.x0.shaper.BucketTreeTest.bucket;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Waiting: places, limits, timeouts, withdrawal. */
class QueueTest {
  private final ShaperRig rig =
      new ShaperRig(1, bucket("a", "50%", "100%").withQueueLimit(2), bucket("b", "50%", "100%"));
  private final TokenShaper<String> shaper = rig.shaper;

  @Test
  void enqueue_bucketLimit_refusesAndCountsIt() {
    rig.enqueue("a", "1", "2");

    assertThat(shaper.enqueue(rig.bucket("a"), "3", 9)).isNull();

    rig.queued("a", 2).enqueue("b", "4", "5", "6").queued("b", 3);
    assertThat(rig.bucket("a").dropped()).isEqualTo(1);
    assertThat(rig.bucket("b").dropped()).isZero();
    assertThat(rig.bucket("a").queued().total()).isEqualTo(2);
  }

  @Test
  void enqueue_totalLimit_holdsForAllBucketsTogether() {
    shaper.changeQueueLimit(2);
    rig.enqueue("a", "1").enqueue("root", "2");

    assertThat(shaper.enqueue(rig.bucket("b"), "3", 9)).isNull();
    shaper.changeQueueLimit(3);
    assertThat(shaper.enqueue(rig.bucket("b"), "3", 9)).isNotNull();
    shaper.changeQueueLimit(0);

    rig.next("2").put("root");
    assertThat(shaper.root().waiting()).isEqualTo(2);
    assertThat(rig.bucket("b").dropped()).isEqualTo(1);
  }

  @Test
  void enqueue_limitsOfZero_refuseEverybody() {
    rig.apply(BucketTree.of(bucket("a", "50%", "100%").withQueueLimit(0)));

    assertThat(shaper.enqueue(rig.bucket("a"), "1", 0)).isNull();
    shaper.changeQueueLimit(0);
    assertThat(shaper.enqueue(shaper.root(), "1", 0)).isNull();
  }

  @Test
  void enqueue_withAnEarlierArrival_regainsItsPlace() {
    rig.enqueueAt("b", "10", 10);
    rig.enqueueAt("b", "30", 30);
    rig.enqueueAt("b", "50", 50);

    rig.enqueueAt("b", "40", 40);
    rig.enqueueAt("b", "20", 20);
    rig.enqueueAt("b", "5", 5);
    rig.enqueueAt("b", "30 too", 30);
    rig.enqueueAt("b", "60", 60);

    rig.resize(10);
    assertThat(rig.grants(9))
        .containsExactly("5", "10", "20", "30", "30 too", "40", "50", "60", "-");
  }

  @Test
  void withdraw_anyPlace_unlinksOnlyThat() {
    Waiter<String> first = rig.enqueueAt("b", "1", 1);
    Waiter<String> second = rig.enqueueAt("b", "2", 2);
    rig.enqueueAt("b", "3", 3);
    Waiter<String> last = rig.enqueueAt("b", "4", 4);

    assertThat(shaper.withdraw(second)).isTrue();
    assertThat(shaper.withdraw(last)).isTrue();
    assertThat(shaper.withdraw(first)).isTrue();

    assertThat(shaper.withdraw(first)).isFalse();
    assertThat(first.state()).isEqualTo(Waiter.State.WITHDRAWN);
    rig.enqueueAt("b", "5", 5);
    rig.queued("b", 2).resize(9).next("3", "5", "-");
    assertThat(rig.bucket("b").dropped()).isZero();
    assertThat(rig.bucket("b").queued().max()).isEqualTo(4);
  }

  @Test
  void waiter_endsOnce() {
    Waiter<String> granted = rig.enqueueAt("b", "1", 1);
    Waiter<String> expired = rig.enqueueAt("b", "2", 2);
    assertThat(granted.state()).isEqualTo(Waiter.State.WAITING);
    assertThatThrownBy(granted::token).hasMessage("waiter: WAITING (expected: GRANTED)");

    rig.next("1");
    assertThat(shaper.expire(Long.MAX_VALUE)).containsExactly(expired);

    assertThat(shaper.withdraw(granted)).isFalse();
    assertThat(shaper.withdraw(expired)).isFalse();
    assertThat(granted.state()).isEqualTo(Waiter.State.GRANTED);
    assertThat(expired.state()).isEqualTo(Waiter.State.EXPIRED);
    assertThat(granted.token().bucket()).isSameAs(rig.bucket("b"));
    assertThat(granted.payload()).isEqualTo("1");
    assertThat(granted.arrivedNanos()).isEqualTo(1);
  }

  @Test
  void withdrawAll_emptiesEveryQueue() {
    rig.enqueue("a", "1").enqueue("root", "2").enqueue("b", "3", "4");

    List<Waiter<String>> withdrawn = shaper.withdrawAll();

    assertThat(withdrawn).extracting(Waiter::payload).containsExactlyInAnyOrder("1", "2", "3", "4");
    assertThat(withdrawn).allMatch(w -> w.state() == Waiter.State.WITHDRAWN);
    assertThat(shaper.root().waiting()).isZero();
    rig.next("-");
  }

  @Test
  void expire_takesThoseWhoWaitedForTheTimeout() {
    shaper.changeQueueTimeout(100);
    rig.enqueueAt("b", "b10", 10);
    rig.enqueueAt("b", "b20", 20);
    rig.enqueueAt("a", "a15", 15);
    rig.enqueueAt("root", "r30", 30);

    assertThat(shaper.expire(109)).isEmpty();
    assertThat(payloads(shaper.expire(115))).containsExactlyInAnyOrder("b10", "a15");
    assertThat(shaper.expire(119)).isEmpty();
    assertThat(payloads(shaper.expire(120))).containsExactly("b20");

    assertThat(rig.bucket("b").dropped()).isEqualTo(2);
    assertThat(rig.bucket("a").dropped()).isEqualTo(1);
    assertThat(shaper.root().dropped()).isZero();
    assertThat(shaper.root().waiting()).isEqualTo(1);
  }

  @Test
  void changeQueueTimeout_holdsForThoseWhoWaitAlready() {
    rig.enqueueAt("b", "1", 0);
    assertThat(shaper.earliestDeadline()).hasValue(30_000_000_000L);

    shaper.changeQueueTimeout(50);
    assertThat(shaper.earliestDeadline()).hasValue(50);
    assertThat(shaper.expire(49)).isEmpty();
    shaper.changeQueueTimeout(70);

    assertThat(shaper.expire(69)).isEmpty();
    assertThat(payloads(shaper.expire(70))).containsExactly("1");
  }

  @Test
  void earliestDeadline_isThatOfTheOldestHead() {
    shaper.changeQueueTimeout(100);
    assertThat(shaper.earliestDeadline()).isEmpty();

    rig.enqueueAt("b", "1", 20);
    rig.enqueueAt("a", "2", 10);
    rig.enqueueAt("root", "3", 30);

    assertThat(shaper.earliestDeadline()).hasValue(110);
    assertThat(shaper.expire(110)).hasSize(1);
    assertThat(shaper.earliestDeadline()).hasValue(120);
  }

  @Test
  void time_mayWrap() {
    shaper.changeQueueTimeout(100);
    rig.enqueueAt("b", "before", Long.MAX_VALUE - 10);
    rig.enqueueAt("b", "after", Long.MIN_VALUE + 10);
    rig.enqueueAt("b", "just before", Long.MAX_VALUE);

    assertThat(shaper.earliestDeadline()).hasValue(Long.MIN_VALUE + 89);
    assertThat(shaper.expire(Long.MAX_VALUE)).isEmpty();
    assertThat(payloads(shaper.expire(Long.MIN_VALUE + 99)))
        .containsExactly("before", "just before");
  }

  private static List<String> payloads(List<Waiter<String>> waiters) {
    return waiters.stream().map(Waiter::payload).toList();
  }
}
