package io.x0.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.stats.TrafficSnapshot.Percentiles;
import io.x0.stats.TrafficSnapshot.Second;
import io.x0.time.Clock;
import io.x0.time.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrafficStatsTest {
  private static final Second NOTHING = new Second(0, 0, 0, 0);

  private final ManualTime time = new ManualTime();
  private final TrafficStats stats = new TrafficStats(time);

  @Test
  void snapshot_nothingEnded_isAllZero() {
    Percentiles none = new Percentiles(0, 0, 0, 0, 0);

    assertThat(stats.snapshot())
        .isEqualTo(
            new TrafficSnapshot(
                0, 0, 0, 0, List.of(0L, 0L, 0L, 0L, 0L), history(Map.of()), none, none));
  }

  @Test
  void ended_allKinds_areCountedByClass() {
    stats.ended(101, false, 1, 10, 0);
    stats.ended(200, false, 2, 20, 0);
    stats.ended(204, false, 0, 0, 0);
    stats.ended(302, false, 4, 40, 0);
    stats.ended(404, false, 8, 80, 0);
    stats.ended(502, true, 16, 160, 0);
    stats.ended(599, false, 32, 320, 0);

    TrafficSnapshot snapshot = stats.snapshot();

    assertThat(snapshot.statuses()).containsExactly(1L, 2L, 1L, 1L, 2L);
    assertThat(snapshot.requests()).isEqualTo(7);
    assertThat(snapshot.bytesIn()).isEqualTo(63);
    assertThat(snapshot.bytesOut()).isEqualTo(630);
  }

  @ParameterizedTest
  @CsvSource({"200,false,0", "200,true,1", "499,false,0", "500,false,1", "503,true,1", "0,true,1"})
  void ended_failedOrServerError_isOneError(int status, boolean failed, long errors) {
    stats.ended(status, failed, 0, 0, 0);

    assertThat(stats.snapshot().errors()).isEqualTo(errors);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 99, 600, 65_535, -1})
  void ended_noStatus_isARequestOfNoClass(int status) {
    stats.ended(status, true, 0, 0, 0);

    assertThat(stats.snapshot().requests()).isEqualTo(1);
    assertThat(stats.snapshot().statuses()).containsOnly(0L).hasSize(5);
  }

  @Test
  void history_presentSecond_isNotShown() {
    stats.ended(200, false, 3, 5, 0);
    time.advance(Duration.ofNanos(999_999_992));
    assertThat(stats.snapshot().history()).isEqualTo(history(Map.of()));

    time.advance(Duration.ofNanos(1));

    assertThat(stats.snapshot().history()).isEqualTo(history(Map.of(1, new Second(1, 0, 3, 5))));
  }

  @Test
  void history_severalSeconds_oldestFirst() {
    stats.ended(200, false, 1, 2, 0);
    stats.ended(500, false, 1, 2, 0);
    time.advance(Duration.ofSeconds(1));
    stats.ended(200, true, 10, 20, 0);
    time.advance(Duration.ofSeconds(1));

    assertThat(stats.snapshot().history())
        .isEqualTo(history(Map.of(2, new Second(2, 1, 2, 4), 1, new Second(1, 1, 10, 20))));
  }

  @Test
  void history_idleSeconds_areZero() {
    stats.ended(200, false, 1, 1, 0);
    time.advance(Duration.ofSeconds(57));
    stats.ended(200, false, 2, 2, 0);
    time.advance(Duration.ofSeconds(3));

    assertThat(stats.snapshot().history())
        .isEqualTo(history(Map.of(60, new Second(1, 0, 1, 1), 3, new Second(1, 0, 2, 2))));
  }

  @Test
  void history_readWhileIdle_staysTheSameButAges() {
    stats.ended(200, false, 1, 1, 0);

    for (int ago = 1; ago <= 60; ago++) {
      time.advance(Duration.ofSeconds(1));
      assertThat(stats.snapshot().history())
          .isEqualTo(history(Map.of(ago, new Second(1, 0, 1, 1))));
    }
    time.advance(Duration.ofSeconds(1));
    assertThat(stats.snapshot().history()).isEqualTo(history(Map.of()));
  }

  @Test
  void history_longerThanItHolds_showsTheLastSixty() {
    for (int i = 0; i < 200; i++) {
      stats.ended(200, false, i, 0, 0);
      time.advance(Duration.ofSeconds(1));
    }

    assertThat(stats.snapshot().history().stream().map(Second::bytesIn))
        .containsExactlyElementsOf(LongStream.range(140, 200).boxed().toList());
  }

  @ParameterizedTest
  @ValueSource(longs = {61, 64, 120, 128, 3_600, 36_000, 1_000_000})
  void history_afterALongGap_isFreshAndTotalsStay(long seconds) {
    for (int i = 0; i < 100; i++) {
      stats.ended(200, false, 7, 7, 0);
      time.advance(Duration.ofSeconds(1));
    }
    time.advance(Duration.ofSeconds(seconds));
    stats.ended(404, false, 1, 1, 0);
    time.advance(Duration.ofSeconds(1));

    assertThat(stats.snapshot().history()).isEqualTo(history(Map.of(1, new Second(1, 0, 1, 1))));
    assertThat(stats.snapshot().requests()).isEqualTo(101);
  }

  @Test
  void history_negativeClock_worksAcrossZero() {
    long[] now = {-1_500_000_000};
    TrafficStats negative = new TrafficStats(clock(now));
    negative.ended(200, false, 1, 0, 0);
    now[0] = -1;
    negative.ended(200, false, 2, 0, 0);
    now[0] = 0;
    negative.ended(200, false, 4, 0, 0);
    now[0] = 1_000_000_000;

    assertThat(negative.snapshot().history())
        .isEqualTo(
            history(
                Map.of(
                    3, new Second(1, 0, 1, 0),
                    2, new Second(1, 0, 2, 0),
                    1, new Second(1, 0, 4, 0))));
  }

  @Test
  void percentiles_upTo127Micros_areExact() {
    for (int micros = 1; micros <= 100; micros++) {
      stats.ended(200, false, 0, 0, micros * 1_000L + 999);
    }

    assertThat(stats.snapshot().latency()).isEqualTo(new Percentiles(100, 50, 90, 99, 100));
  }

  @Test
  void percentiles_fewValues_takeTheNearestRank() {
    stats.waited(0);
    stats.waited(10_000);
    stats.waited(20_000);

    assertThat(stats.snapshot().waiting()).isEqualTo(new Percentiles(3, 10, 20, 20, 20));
    assertThat(stats.snapshot().latency().count()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {127, 128, 129, 255, 256, 1_000, 65_535, 65_536, 999_999, 3_599_999_999L})
  void percentiles_oneValue_isWithinOneHundredth(long micros) {
    stats.waited(micros * 1_000);
    stats.waited(3_600_000_000L * 1_000);

    assertThat(Math.abs(stats.snapshot().waiting().p50() - micros))
        .isLessThanOrEqualTo(micros / 100);
  }

  @Test
  void percentiles_outOfRange_areCappedAtZeroAndOneHour() {
    stats.waited(-1);
    stats.waited(Long.MIN_VALUE);
    stats.waited(Long.MAX_VALUE);

    assertThat(stats.snapshot().waiting().p50()).isZero();
    assertThat(stats.snapshot().waiting().max()).isEqualTo(3_600_000_000L);
  }

  @Test
  void percentiles_max_isExactAndBoundsTheOthers() {
    stats.ended(200, false, 0, 0, 1_048_577_000);

    assertThat(stats.snapshot().latency())
        .isEqualTo(new Percentiles(1, 1_048_577, 1_048_577, 1_048_577, 1_048_577));
  }

  @Test
  void percentiles_manyValues_areWithinOneHundredthOfTheSortedOnes() {
    Random random = new Random(42);
    List<Long> values = new ArrayList<>();
    for (int i = 0; i < 10_007; i++) {
      long micros = (long) Math.exp(random.nextDouble() * 20);
      values.add(micros);
      stats.ended(200, false, 0, 0, micros * 1_000);
    }
    Collections.sort(values);

    assertClose(stats.snapshot().latency(), values);
  }

  @Test
  void percentiles_minutesPass_theLastAndThePresentCount() {
    time.advance(Duration.ofSeconds(59).minusNanos(7));
    stats.waited(5_000_000);
    stats.ended(200, false, 0, 0, 7_000_000);
    time.advance(Duration.ofSeconds(60));
    stats.waited(1_000);
    assertThat(stats.snapshot().waiting()).isEqualTo(new Percentiles(2, 1, 5_000, 5_000, 5_000));
    time.advance(Duration.ofNanos(59_999_999_999L));
    assertThat(stats.snapshot().waiting().count()).isEqualTo(2);
    assertThat(stats.snapshot().latency().max()).isEqualTo(7_000);

    time.advance(Duration.ofNanos(1));

    assertThat(stats.snapshot().waiting()).isEqualTo(new Percentiles(1, 1, 1, 1, 1));
    assertThat(stats.snapshot().latency().count()).isZero();
    time.advance(Duration.ofMinutes(1));
    assertThat(stats.snapshot().waiting().count()).isZero();
  }

  @Test
  void percentiles_afterALongGap_holdOnlyTheNew() {
    stats.waited(5_000_000);
    time.advance(Duration.ofHours(5));
    stats.waited(1_000);

    assertThat(stats.snapshot().waiting()).isEqualTo(new Percentiles(1, 1, 1, 1, 1));
  }

  static void assertClose(Percentiles found, List<Long> sorted) {
    assertThat(found.count()).isEqualTo(sorted.size());
    if (!sorted.isEmpty()) {
      assertClose(found.p50(), sorted, 50);
      assertClose(found.p90(), sorted, 90);
      assertClose(found.p99(), sorted, 99);
      assertThat(found.max()).isEqualTo(sorted.get(sorted.size() - 1));
    }
  }

  private static void assertClose(long found, List<Long> sorted, int percent) {
    long wanted = sorted.get((int) Math.ceil(sorted.size() * percent / 100.0) - 1);
    assertThat(Math.abs(found - wanted)).as("p" + percent).isLessThanOrEqualTo(wanted / 100);
  }

  /**
   * Returns what a history shows that has these seconds, keyed by how many seconds they are ago.
   */
  private static List<Second> history(Map<Integer, Second> ago) {
    List<Second> seconds = new ArrayList<>();
    for (int i = 60; i >= 1; i--) {
      seconds.add(ago.getOrDefault(i, NOTHING));
    }
    return seconds;
  }

  private static Clock clock(long[] nanos) {
    return new Clock() {
      @Override
      public long nanos() {
        return nanos[0];
      }

      @Override
      public Instant now() {
        return Instant.EPOCH;
      }
    };
  }
}
