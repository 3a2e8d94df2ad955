package io.x0.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.RandomWalk;
import io.x0.stats.TrafficSnapshot.Percentiles;
import io.x0.stats.TrafficSnapshot.Second;
import io.x0.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToLongFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random traffic beside a list of all that happened. */
class TrafficStatsWalkTest {
  private record End(long second, int status, boolean error, long in, long out, long micros) {}

  private record Wait(long second, long micros) {}

  private static final class Subject {
    final ManualTime time = new ManualTime();
    final TrafficStats stats = new TrafficStats(time);
    final List<End> ends = new ArrayList<>();
    final List<Wait> waits = new ArrayList<>();

    long second() {
      return time.nanos() / 1_000_000_000;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void stats_showWhatHappened(long seed) {
    RandomWalk.on(random -> new Subject())
        .step("end", 20, TrafficStatsWalkTest::end)
        .step("wait", 10, TrafficStatsWalkTest::await)
        .step("a moment", 15, (s, random) -> advance(s, random, Duration.ofMillis(700)))
        .step("seconds", 5, (s, random) -> advance(s, random, Duration.ofSeconds(5)))
        .step("a minute", 2, (s, random) -> advance(s, random, Duration.ofSeconds(70)))
        .step("long", 1, (s, random) -> advance(s, random, Duration.ofHours(3)))
        .step("look", 5, TrafficStatsWalkTest::look)
        .run(seed, 2_000);
  }

  private static Object end(Subject s, Random random) {
    int status = random.nextInt(700);
    boolean failed = random.nextInt(4) == 0;
    long in = random.nextInt(3);
    long out = random.nextInt(100_000);
    long micros = micros(random);
    s.stats.ended(status, failed, in, out, micros * 1_000 + random.nextInt(1_000));
    End end = new End(s.second(), status, failed || status >= 500, in, out, micros);
    s.ends.add(end);
    return end;
  }

  private static Object await(Subject s, Random random) {
    Wait wait = new Wait(s.second(), micros(random));
    s.stats.waited(wait.micros * 1_000);
    s.waits.add(wait);
    return wait;
  }

  private static long micros(Random random) {
    return random.nextInt(3) == 0 ? 0 : (long) Math.exp(random.nextDouble() * 21);
  }

  private static Object advance(Subject s, Random random, Duration most) {
    Duration step = Duration.ofNanos((long) (random.nextDouble() * most.toNanos()));
    s.time.advance(step);
    return step;
  }

  private static Object look(Subject s, Random random) {
    TrafficSnapshot found = s.stats.snapshot();
    Second all = sum(s.ends);
    assertThat(new Second(found.requests(), found.errors(), found.bytesIn(), found.bytesOut()))
        .isEqualTo(all);
    for (int digit = 1; digit <= 5; digit++) {
      int first = digit;
      assertThat(found.statuses().get(digit - 1))
          .isEqualTo(s.ends.stream().filter(e -> e.status / 100 == first).count());
    }
    for (int ago = 1; ago <= 60; ago++) {
      long second = s.second() - ago;
      assertThat(found.history().get(60 - ago))
          .isEqualTo(sum(s.ends.stream().filter(e -> e.second == second).toList()));
    }
    assertThat(found.history()).hasSize(60);
    assertRecent(s, found.latency(), s.ends, End::second, End::micros);
    assertRecent(s, found.waiting(), s.waits, Wait::second, Wait::micros);
    return all;
  }

  private static Second sum(List<End> ends) {
    return new Second(
        ends.size(),
        ends.stream().filter(End::error).count(),
        ends.stream().mapToLong(End::in).sum(),
        ends.stream().mapToLong(End::out).sum());
  }

  private static <T> void assertRecent(
      Subject s,
      Percentiles found,
      List<T> all,
      ToLongFunction<T> second,
      ToLongFunction<T> micros) {
    long from = (s.second() / 60 - 1) * 60;
    TrafficStatsTest.assertClose(
        found,
        all.stream()
            .filter(t -> second.applyAsLong(t) >= from)
            .map(micros::applyAsLong)
            .sorted()
            .toList());
  }
}
