package io.x0.director;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.common.unit.Capacity;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlowStartTest {
  private static final long SECOND = 1_000_000_000L;

  private static SlowStart over(long seconds, String aggression) {
    return new SlowStart(Duration.ofSeconds(seconds), new BigDecimal(aggression), false);
  }

  @ParameterizedTest
  @CsvSource({
    // capacity, age in ms of 10 s, aggression, expected
    "40, 0, 1.0, 4",
    "40, 999, 1.0, 4",
    "40, 1000, 1.0, 4",
    "40, 1249, 1.0, 4",
    "40, 1250, 1.0, 5",
    "40, 5000, 1.0, 20",
    "40, 9749, 1.0, 38",
    "40, 9750, 1.0, 39",
    "40, 9999, 1.0, 39",
    "40, 10000, 1.0, 40",
    "40, 99999, 1.0, 40",
    "1, 0, 1.0, 1",
    "5, 0, 1.0, 1",
    "100, 2500, 2.0, 50",
    "100, 5000, 0.5, 25",
    "10, 3000, 1.0, 3",
  })
  void at_followsTheFormula(int capacity, long millis, String aggression, int expected) {
    assertThat(over(10, aggression).at(capacity, millis * 1_000_000)).isEqualTo(expected);
  }

  @Test
  void nextStep_visitsEveryIntegerAtItsExactInstant() {
    SlowStart linear = over(10, "1.0");
    Map<Integer, Long> steps = new TreeMap<>();
    for (long age = 0; (age = linear.nextStep(40, age)) >= 0; ) {
      steps.put(linear.at(40, age), age);
    }

    assertThat(steps.keySet()).hasSize(36).contains(5, 20, 40).doesNotContain(4);
    assertThat(steps.get(5)).isBetween(1_249_999_000L, 1_250_000_000L);
    assertThat(steps.get(20)).isBetween(4_999_999_000L, 5 * SECOND);
    assertThat(steps.get(40)).isBetween(9_999_999_000L, 10 * SECOND);
  }

  @Test
  void nextStep_anyCapacityPeriodAndShape_isTheFirstGreaterAge() {
    Random random = new Random(20261122);
    for (int i = 0; i < 2_000; i++) {
      int capacity = 1 + random.nextInt(500);
      String aggression = "0." + (1 + random.nextInt(9));
      SlowStart start = over(1 + random.nextInt(3600), random.nextBoolean() ? "1.0" : aggression);
      long age = (long) (start.period().toNanos() * random.nextDouble());

      long next = start.nextStep(capacity, age);

      int now = start.at(capacity, age);
      if (next < 0) {
        assertThat(now).isEqualTo(capacity);
      } else {
        assertThat(next).isGreaterThan(age);
        assertThat(start.at(capacity, next)).isGreaterThan(now);
        assertThat(start.at(capacity, next - 1)).isEqualTo(now);
      }
    }
  }

  @Test
  void ramp_ofABackendWithoutALimit_raisesItsWeight() {
    Ramp ramp = new Ramp();
    ramp.start(over(10, "1.0"), 5);

    assertThat(ramp.share(Capacity.UNLIMITED)).isEqualTo(0.1);
    ramp.advance(5 + 5 * SECOND);
    assertThat(ramp.share(Capacity.UNLIMITED)).isEqualTo(0.5);
    assertThat(ramp.percent(Capacity.UNLIMITED)).isEqualTo(50);
    ramp.advance(5 + 10 * SECOND);
    assertThat(ramp.percent(Capacity.UNLIMITED)).isEqualTo(100);
    assertThat(ramp.nextNanos(Capacity.UNLIMITED)).isEmpty();
  }

  @Test
  void ramp_changesOnlyWhenToldTo() {
    Ramp ramp = new Ramp();
    Capacity capacity = new Capacity(40);
    ramp.start(over(10, "1.0"), 0);

    assertThat(ramp.slots(40)).isEqualTo(4);
    long next = ramp.nextNanos(capacity).orElseThrow();
    ramp.advance(next - 1);
    assertThat(ramp.slots(40)).isEqualTo(4);
    ramp.advance(next);
    assertThat(ramp.slots(40)).isEqualTo(5);
    assertThat(ramp.percent(capacity)).isEqualTo(12);
  }

  @Test
  void configure_offWhileRising_isAtTheTop() {
    Ramp ramp = new Ramp();
    ramp.start(over(10, "1.0"), 0);

    ramp.configure(SlowStart.OFF);

    assertThat(ramp.slots(40)).isEqualTo(40);
    ramp.configure(over(10, "1.0"));
    assertThat(ramp.slots(40)).as("what has warmed up does not start again").isEqualTo(40);
  }
}
