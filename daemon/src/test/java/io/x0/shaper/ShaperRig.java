package io.x0.shaper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A shaper and the tokens taken from it, by bucket; drives it with few words. */
final class ShaperRig {
  final TokenShaper<String> shaper;
  private final Map<String, Deque<Token>> held = new HashMap<>();
  private long now;

  ShaperRig(int size, BucketSpec... buckets) {
    this(BucketTree.of(buckets), size, BorrowPolicy.LEND);
  }

  ShaperRig(BucketTree tree, int size, BorrowPolicy policy) {
    shaper = new TokenShaper<>(tree, size);
    shaper.changePolicy(policy);
  }

  Bucket<String> bucket(String name) {
    return Objects.requireNonNull(shaper.find(name), name);
  }

  Deque<Token> heldBy(String name) {
    return held.computeIfAbsent(name, n -> new ArrayDeque<>());
  }

  /** Takes tokens, which must be there. */
  ShaperRig take(String name, int count) {
    for (int i = 0; i < count; i++) {
      Token token = shaper.tryAcquire(bucket(name));
      assertThat(token).as("token %s for %s", i, name).isNotNull();
      heldBy(name).addLast(Objects.requireNonNull(token));
    }
    return this;
  }

  ShaperRig refused(String name) {
    assertThat(shaper.tryAcquire(bucket(name))).as("token for %s", name).isNull();
    return this;
  }

  /** Takes {@code count} tokens and is refused the next one. */
  ShaperRig gets(String name, int count) {
    return take(name, count).refused(name);
  }

  ShaperRig put(String name) {
    assertThat(shaper.release(heldBy(name).removeFirst())).isTrue();
    return this;
  }

  ShaperRig resize(int size) {
    shaper.resize(size);
    return this;
  }

  ShaperRig apply(BucketTree tree) {
    shaper.apply(tree);
    return this;
  }

  ShaperRig load(String name, int used, int over) {
    assertThat(bucket(name).over()).as("over of %s", name).isEqualTo(over);
    return used(name, used);
  }

  ShaperRig used(String name, int used) {
    assertThat(bucket(name).used()).as("used of %s", name).isEqualTo(used);
    return this;
  }

  ShaperRig limits(String name, int rate, int ceil) {
    assertThat(bucket(name).rate()).as("rate of %s", name).isEqualTo(rate);
    assertThat(bucket(name).ceil()).as("ceil of %s", name).isEqualTo(ceil);
    return this;
  }

  ShaperRig enqueue(String name, String... payloads) {
    for (String payload : payloads) {
      enqueueAt(name, payload, now++);
    }
    return this;
  }

  Waiter<String> enqueueAt(String name, String payload, long arrivedNanos) {
    Waiter<String> waiter = shaper.enqueue(bucket(name), payload, arrivedNanos);
    assertThat(waiter).as("place for %s", payload).isNotNull();
    return Objects.requireNonNull(waiter);
  }

  ShaperRig queued(String name, int length) {
    assertThat(bucket(name).queued().current()).as("queue of %s", name).isEqualTo(length);
    return this;
  }

  /** Grants to these in this order; {@code -} is nobody. */
  ShaperRig next(String... payloads) {
    for (String payload : payloads) {
      assertThat(grant()).isEqualTo(payload);
    }
    return this;
  }

  /** Grants {@code count} tokens and returns to whom. */
  List<String> grants(int count) {
    List<String> granted = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      granted.add(grant());
    }
    return granted;
  }

  private String grant() {
    Waiter<String> waiter = shaper.next(p -> true);
    if (waiter == null) {
      return "-";
    }
    heldBy(waiter.bucket().name()).addLast(waiter.token());
    return waiter.payload();
  }
}
