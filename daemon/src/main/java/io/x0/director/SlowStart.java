package io.x0.director;

import io.x0.common.InvalidValueException;
import io.x0.common.setting.Setting;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/**
 * How a backend that has become usable is brought up to its capacity. Immutable.
 *
 * @param period how long that takes; zero is off
 * @param aggression the shape: 1 is a straight line, more rises faster at first
 * @param onBoot whether it applies also to what is usable when the process starts
 */
public record SlowStart(Duration period, BigDecimal aggression, boolean onBoot) {
  private static final BigDecimal LEAST = new BigDecimal("0.1");
  private static final BigDecimal MOST = BigDecimal.TEN;
  private static final double LEAST_SHARE = 0.1;

  /** Off. */
  public static final SlowStart OFF = new SlowStart(Duration.ZERO, new BigDecimal("1.0"), false);

  /** {@code slow-start}, also for a backend of its own. */
  static final Setting<Duration> PERIOD =
      Setting.duration(
          "slow-start",
          "how long a backend that becomes usable takes to reach its capacity; 0s is off",
          Duration.ZERO,
          d -> d,
          (d, value) -> value);

  static final List<Setting<SlowStart>> SETTINGS =
      List.of(
          PERIOD.of(SlowStart::period, (s, v) -> new SlowStart(v, s.aggression, s.onBoot)),
          Setting.text(
              "slow-start-aggression",
              "shape of the rise: 1.0 is a straight line, more rises faster at first",
              s -> s.aggression.toPlainString(),
              (s, v) -> new SlowStart(s.period, parseAggression(v), s.onBoot)),
          Setting.flag(
              "slow-start-on-boot",
              "whether slow-start applies also when x0d starts",
              SlowStart::onBoot,
              (s, v) -> new SlowStart(s.period, s.aggression, v)));

  /** Returns the same rise over another period. */
  SlowStart over(Duration value) {
    return new SlowStart(value, aggression, onBoot);
  }

  /**
   * Returns how much of {@code full} there is at an age: {@code full · max(0.1,
   * t/T)^(1/aggression)}, rounded down, from 1 to {@code full}.
   *
   * @param ageNanos the time since the backend became usable, in nanoseconds
   */
  int at(int full, long ageNanos) {
    long whole = period.toNanos();
    if (ageNanos >= whole) {
      return full;
    }
    double share = Math.max(LEAST_SHARE, ageNanos / (double) whole);
    // The allowance of the shaper: 0.3 of 10 is 3, whatever binary fractions say.
    double raised = Math.pow(share, 1 / aggression.doubleValue());
    return (int) Math.max(1, Math.min(full, Math.floor(full * raised + 1e-6)));
  }

  /**
   * Returns the first age after {@code ageNanos} at which {@link #at} is greater, or -1 if never.
   */
  long nextStep(int full, long ageNanos) {
    int now = at(full, ageNanos);
    if (now >= full) {
      return -1;
    }
    // It only rises, and is full at the end of the period.
    long step = ageNanos + 1;
    long last = period.toNanos();
    while (step < last) {
      long middle = step + (last - step) / 2;
      if (at(full, middle) > now) {
        last = middle;
      } else {
        step = middle + 1;
      }
    }
    return step;
  }

  private static BigDecimal parseAggression(String text) {
    if (text.matches("\\d{1,2}(\\.\\d{1,3})?")) {
      BigDecimal value = new BigDecimal(text);
      if (value.compareTo(LEAST) >= 0 && value.compareTo(MOST) <= 0) {
        return value;
      }
    }
    throw new InvalidValueException("slow-start-aggression", text, "from 0.1 to 10");
  }
}
