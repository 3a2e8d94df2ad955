package io.x0.shaper;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.RandomWalk;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random walks of the shaper beside {@link ShaperModel}. */
class ShaperWalkTest {
  private static final int WALKS_PER_SEED = 1_500;
  private static final int STEPS = 40;

  /** The shaper, the model, and what the test itself knows. */
  private static final class Pair {
    final TokenShaper<Integer> shaper;
    final ShaperModel model;
    final Map<String, Long> mostUsed = new HashMap<>();
    int queueLimit = 1000;
    long timeout = 30_000_000_000L;
    long now;
    int payloads;

    Pair(Random random) {
      BucketTree tree = tree(random);
      int size = size(random);
      shaper = new TokenShaper<>(tree, size);
      model = new ShaperModel(tree, size);
      now = random.nextBoolean() ? Long.MAX_VALUE - 20_000 : 0; // the clock may wrap
    }

    Bucket<Integer> bucket(String name) {
      return Objects.requireNonNull(shaper.find(name), name);
    }

    String any(Random random) {
      List<String> names = model.names();
      return names.get(random.nextInt(names.size()));
    }

    /** After a change of limits, what is in use may stay above them, and only fall. */
    void noteShrink() {
      mostUsed.clear();
      model.names().forEach(name -> mostUsed.put(name, model.used(name)));
    }

    @Override
    public String toString() {
      return model.size + " tokens, " + model.tree;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7})
  void walk_anyOperations_agreesWithTheModel(long seed) {
    RandomWalk<Pair> walk =
        calm(Pair::new)
            .step("resize", 4, ShaperWalkTest::resize)
            .step("apply", 4, ShaperWalkTest::apply)
            .step("policy", 3, ShaperWalkTest::changePolicy);

    for (int i = 0; i < WALKS_PER_SEED; i++) {
      walk.run(seed * 1_000_000 + i, STEPS);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12})
  void walk_reserve_alwaysHasWhatIsAssured(long seed) {
    RandomWalk<Pair> walk =
        calm(random -> {
              Pair pair = new Pair(random);
              pair.shaper.changePolicy(BorrowPolicy.RESERVE);
              pair.model.policy = BorrowPolicy.RESERVE;
              return pair;
            })
            .invariants(
                pair -> {
                  checkInvariants(pair);
                  for (String name : pair.model.names()) {
                    if (pair.model.isWithinRate(name)) {
                      assertThat(pair.model.mayTake(name)).as("token for %s", name).isTrue();
                    }
                  }
                });

    for (int i = 0; i < WALKS_PER_SEED; i++) {
      walk.run(seed * 1_000_000 + i, STEPS);
    }
  }

  private static RandomWalk<Pair> calm(Function<Random, Pair> start) {
    return RandomWalk.on(start)
        .invariants(ShaperWalkTest::checkInvariants)
        .step("arrive", 40, ShaperWalkTest::arrive)
        .step("release", 15, ShaperWalkTest::release)
        .step("drain", 15, ShaperWalkTest::drain)
        .step("retry", 4, ShaperWalkTest::retry)
        .step("withdraw", 5, ShaperWalkTest::withdraw)
        .step("expire", 5, ShaperWalkTest::expire)
        .step("timeout", 2, ShaperWalkTest::changeTimeout)
        .step("limit", 2, ShaperWalkTest::changeQueueLimit);
  }

  private static Object arrive(Pair pair, Random random) {
    pair.now += 1000;
    String name = pair.any(random);
    boolean expected = pair.model.mayTake(name) && pair.model.servable(payload -> true).isEmpty();

    Token token = pair.shaper.tryAcquire(pair.bucket(name));

    assertThat(token != null).as("token for %s", name).isEqualTo(expected);
    if (token != null) {
      assertThat(token.bucket().name()).isEqualTo(name);
      pair.model.held.add(new ShaperModel.Held(token, name));
      return name + " takes a token";
    }
    return enqueue(pair, name, pair.now);
  }

  private static String enqueue(Pair pair, String name, long arrived) {
    int limit =
        name.equals(ShaperModel.ROOT)
            ? BucketSpec.NO_LIMIT
            : pair.model.tree.find(name).orElseThrow().queueLimit();
    boolean fits =
        pair.model.waiting.size() < pair.queueLimit && pair.model.queue(name).size() < limit;
    long dropped = pair.bucket(name).dropped();

    Waiter<Integer> waiter = pair.shaper.enqueue(pair.bucket(name), ++pair.payloads, arrived);

    assertThat(waiter != null).as("place for %s", name).isEqualTo(fits);
    if (waiter == null) {
      assertThat(pair.bucket(name).dropped()).isEqualTo(dropped + 1);
      return name + " finds the queue full";
    }
    pair.model.waiting.add(new ShaperModel.Place(waiter, name));
    return name + " queues " + pair.payloads;
  }

  private static Object release(Pair pair, Random random) {
    List<ShaperModel.Held> held = pair.model.held;
    if (held.isEmpty()) {
      return "nothing";
    }
    ShaperModel.Held one = held.remove(random.nextInt(held.size()));

    assertThat(pair.shaper.release(one.token)).isTrue();
    assertThat(pair.shaper.release(one.token)).as("released twice").isFalse();
    return one.bucket + (random.nextInt(4) == 0 ? "" : drainAll(pair, payload -> true));
  }

  private static Object drain(Pair pair, Random random) {
    int modulus = 1 + random.nextInt(3);
    return drainAll(pair, payload -> modulus == 1 || payload % modulus == 0);
  }

  private static String drainAll(Pair pair, Predicate<Integer> slot) {
    List<Integer> granted = new ArrayList<>();
    for (Waiter<Integer> one = next(pair, slot); one != null; one = next(pair, slot)) {
      granted.add(one.payload());
    }
    return " granting " + granted;
  }

  private static @Nullable Waiter<Integer> next(Pair pair, Predicate<Integer> slot) {
    Set<String> servable = pair.model.servable(slot);
    Set<String> allowed = pair.model.nextAmong(servable);

    Waiter<Integer> waiter = pair.shaper.next(slot);

    if (waiter == null) {
      assertThat(servable).as("nobody granted").isEmpty();
      return null;
    }
    String name = waiter.bucket().name();
    assertThat(allowed).as("who is next").contains(name);
    assertThat(waiter).isSameAs(pair.model.queue(name).get(0));
    assertThat(waiter.state()).isEqualTo(Waiter.State.GRANTED);
    assertThat(waiter.token().bucket()).isSameAs(waiter.bucket());
    pair.model.waiting.removeIf(place -> place.waiter == waiter);
    pair.model.held.add(new ShaperModel.Held(waiter.token(), name));
    return waiter;
  }

  /** Who was granted a token and cannot use it comes back to the place it had. */
  private static Object retry(Pair pair, Random random) {
    Waiter<Integer> waiter = next(pair, payload -> true);
    if (waiter == null) {
      return "nobody";
    }
    pair.model.held.removeIf(held -> held.token == waiter.token());
    assertThat(pair.shaper.release(waiter.token())).isTrue();
    return waiter.payload() + ": " + enqueue(pair, waiter.bucket().name(), waiter.arrivedNanos());
  }

  private static Object withdraw(Pair pair, Random random) {
    List<ShaperModel.Place> waiting = pair.model.waiting;
    if (waiting.isEmpty()) {
      return "nobody";
    }
    ShaperModel.Place one = waiting.remove(random.nextInt(waiting.size()));

    assertThat(pair.shaper.withdraw(one.waiter)).isTrue();
    assertThat(pair.shaper.withdraw(one.waiter)).as("withdrawn twice").isFalse();
    assertThat(one.waiter.state()).isEqualTo(Waiter.State.WITHDRAWN);
    return one.waiter.payload();
  }

  private static Object expire(Pair pair, Random random) {
    pair.now += random.nextInt(10_000);
    Set<Waiter<Integer>> late = new HashSet<>();
    pair.model.waiting.stream()
        .map(place -> place.waiter)
        .filter(waiter -> pair.now - waiter.arrivedNanos() >= pair.timeout)
        .forEach(late::add);

    List<Waiter<Integer>> expired = pair.shaper.expire(pair.now);

    assertThat(expired).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(late);
    assertThat(expired).allMatch(waiter -> waiter.state() == Waiter.State.EXPIRED);
    pair.model.waiting.removeIf(place -> late.contains(place.waiter));
    return expired.stream().map(Waiter::payload).toList();
  }

  private static Object changeTimeout(Pair pair, Random random) {
    pair.timeout = 1L + random.nextInt(20_000);
    pair.shaper.changeQueueTimeout(pair.timeout);
    return pair.timeout;
  }

  private static Object changeQueueLimit(Pair pair, Random random) {
    pair.queueLimit = random.nextInt(12);
    pair.shaper.changeQueueLimit(pair.queueLimit);
    return pair.queueLimit;
  }

  private static Object resize(Pair pair, Random random) {
    int size = size(random);
    pair.shaper.resize(size);
    pair.model.resize(size);
    pair.noteShrink();
    return size;
  }

  private static Object apply(Pair pair, Random random) {
    BucketTree tree = tree(random);
    Bucket<Integer> former = pair.bucket(pair.any(random));
    pair.shaper.apply(tree);
    pair.model.apply(tree);
    pair.noteShrink();
    assertThat(former.isRemoved()).isEqualTo(pair.shaper.find(former.name()) == null);
    return tree;
  }

  private static Object changePolicy(Pair pair, Random random) {
    BorrowPolicy policy = random.nextBoolean() ? BorrowPolicy.LEND : BorrowPolicy.RESERVE;
    pair.shaper.changePolicy(policy);
    pair.model.policy = policy;
    return policy;
  }

  private static void checkInvariants(Pair pair) {
    ShaperModel model = pair.model;
    for (String name : model.names()) {
      Bucket<Integer> bucket = pair.bucket(name);
      ShaperModel.Limits limits = model.limits(name);
      same("rate", bucket, bucket.rate(), limits.rate());
      same("ceil", bucket, bucket.ceil(), limits.ceil());
      same("pool", bucket, bucket.pool(), limits.pool());
      same("used", bucket, bucket.used(), model.used(name));
      same("own", bucket, bucket.own(), model.own(name));
      same("queue", bucket, bucket.queued().current(), model.queue(name).size());
      same("children", bucket, bucket.children().size(), model.children(name).size());

      long childRates = 0;
      for (Bucket<Integer> child : bucket.children()) {
        childRates += child.rate();
        holds("parent", child, child.parent() == bucket);
      }
      boolean isUnlimited = bucket.rate() == TokenShaper.UNLIMITED;
      holds("rates of children", bucket, isUnlimited || childRates <= bucket.rate());
      holds("rate within ceil", bucket, bucket.rate() <= bucket.ceil());
      holds("max", bucket, bucket.load().max() >= bucket.used());
      long debt = pair.mostUsed.getOrDefault(name, 0L);
      holds("used within ceil", bucket, bucket.used() <= Math.max(bucket.ceil(), debt));
      pair.mostUsed.put(name, Math.min(debt, bucket.used()));
    }
    Bucket<Integer> root = pair.shaper.root();
    same("tokens", root, root.used(), model.held.size());
    same("waiting", root, root.waiting(), model.waiting.size());
    boolean isAnybodyServable = !model.servable(payload -> true).isEmpty();
    holds("servable", root, pair.shaper.isAnybodyServable() == isAnybodyServable);
    OptionalLong deadline = pair.shaper.earliestDeadline();
    holds("deadline", root, deadline.isPresent() == !model.waiting.isEmpty());
    boolean isReached = model.waiting.isEmpty();
    for (ShaperModel.Place place : model.waiting) {
      Bucket<Integer> bucket = place.waiter.bucket();
      holds("place", bucket, bucket.name().equals(place.bucket));
      holds("state", bucket, place.waiter.state() == Waiter.State.WAITING);
      long left = place.waiter.arrivedNanos() + pair.timeout - deadline.orElseThrow();
      holds("deadline", bucket, left >= 0);
      isReached |= left == 0;
    }
    holds("earliest deadline", root, isReached);
  }

  // Assertions proper are too slow for the many millions made here.

  private static void same(String what, Bucket<?> bucket, long actual, long expected) {
    if (actual != expected) {
      throw new AssertionError(
          what + " of " + bucket + ": " + actual + " (expected: " + expected + ")");
    }
  }

  private static void holds(String what, Bucket<?> bucket, boolean claim) {
    if (!claim) {
      throw new AssertionError(what + " of " + bucket);
    }
  }

  private static int size(Random random) {
    return random.nextInt(15) == 0 ? TokenShaper.UNLIMITED : random.nextInt(16);
  }

  private static BucketTree tree(Random random) {
    for (int attempt = 0; attempt < 20; attempt++) {
      List<String> names = new ArrayList<>(List.of("a", "b", "c", "d", "e", "f"));
      Collections.shuffle(names, random);
      List<BucketSpec> buckets = specs(random, names, 3);
      if (BucketTree.check(buckets).isEmpty()) {
        return new BucketTree(buckets);
      }
    }
    return BucketTree.EMPTY;
  }

  private static List<BucketSpec> specs(Random random, List<String> names, int depth) {
    List<BucketSpec> specs = new ArrayList<>();
    int left = 100;
    int count = depth == 0 ? 0 : random.nextInt(4);
    for (int i = 0; i < count && !names.isEmpty(); i++) {
      String name = names.remove(0);
      int percent = random.nextInt(left / 10 + 1) * 10;
      int tokens = random.nextInt(4);
      boolean absolute = random.nextInt(5) == 0;
      boolean absoluteCeil = random.nextInt(8) == 0 ? !absolute : absolute;
      left -= absolute ? 0 : percent;
      Share rate = absolute ? Share.tokens(tokens) : Share.percent(percent);
      Share ceil =
          absoluteCeil
              ? Share.tokens(tokens + random.nextInt(4))
              : Share.percent(percent + random.nextInt(101 - percent));
      int limit = random.nextInt(4) == 0 ? random.nextInt(4) : BucketSpec.NO_LIMIT;
      specs.add(new BucketSpec(name, rate, ceil, limit, specs(random, names, depth - 1)));
    }
    return specs;
  }
}
