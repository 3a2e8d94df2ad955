package io.x0.health;

import io.x0.common.setting.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * When and how backends are checked, and what the results mean. Immutable.
 *
 * @param mode when a backend is checked
 * @param interval from the end of a check to the next, give or take a tenth
 * @param fastInterval the same while the last results contradict the state
 * @param rise good checks in a row that bring an offline backend online, from 1
 * @param fall failures in a row, of checks or of requests, that take a backend offline, from 1
 * @param stickyOffline whether a backend that comes back stays disabled until an operator enables
 *     it
 * @param outlier5xx whether an answer of 500 or more counts as a failure
 * @param check what is asked
 */
public record HealthSettings(
    CheckMode mode,
    Duration interval,
    Duration fastInterval,
    int rise,
    int fall,
    boolean stickyOffline,
    boolean outlier5xx,
    HealthCheck check) {
  private static final Duration SHORTEST = Duration.ofMillis(10);
  private static final int MOST = 1000;

  /** The settings of a new director. */
  public static final HealthSettings DEFAULT =
      new HealthSettings(
          CheckMode.PARANOID,
          Duration.ofSeconds(2),
          Duration.ofMillis(500),
          2,
          3,
          false,
          false,
          HealthCheck.DEFAULT);

  /** {@code health-check-mode}, also for a backend of its own. */
  public static final Setting<CheckMode> MODE =
      Setting.choice(
          "health-check-mode",
          "when backends are checked",
          CheckMode.class,
          m -> m,
          (m, value) -> value);

  /** {@code health-check-interval}, also for a backend of its own. */
  public static final Setting<Duration> INTERVAL =
      Setting.duration(
          "health-check-interval",
          "time between two checks",
          SHORTEST,
          d -> d,
          (d, value) -> value);

  /** Every setting by name. */
  public static final List<Setting<HealthSettings>> SETTINGS = settings();

  private static List<Setting<HealthSettings>> settings() {
    List<Setting<HealthSettings>> all = new ArrayList<>();
    all.add(MODE.of(HealthSettings::mode, HealthSettings::withMode));
    all.add(INTERVAL.of(HealthSettings::interval, HealthSettings::withInterval));
    all.add(
        Setting.duration(
            "health-check-fast-interval",
            "time between two checks while the state is in doubt",
            SHORTEST,
            HealthSettings::fastInterval,
            (s, v) ->
                new HealthSettings(
                    s.mode,
                    s.interval,
                    v,
                    s.rise,
                    s.fall,
                    s.stickyOffline,
                    s.outlier5xx,
                    s.check)));
    all.add(
        Setting.count(
            "health-check-success-threshold",
            "good checks in a row that bring a backend online",
            1,
            MOST,
            HealthSettings::rise,
            (s, v) ->
                new HealthSettings(
                    s.mode,
                    s.interval,
                    s.fastInterval,
                    v,
                    s.fall,
                    s.stickyOffline,
                    s.outlier5xx,
                    s.check)));
    all.add(
        Setting.count(
            "health-check-failure-threshold",
            "failures in a row that take a backend offline",
            1,
            MOST,
            HealthSettings::fall,
            (s, v) ->
                new HealthSettings(
                    s.mode,
                    s.interval,
                    s.fastInterval,
                    s.rise,
                    v,
                    s.stickyOffline,
                    s.outlier5xx,
                    s.check)));
    all.add(
        Setting.flag(
            "sticky-offline-mode",
            "whether a backend that comes back stays disabled",
            HealthSettings::stickyOffline,
            (s, v) ->
                new HealthSettings(
                    s.mode, s.interval, s.fastInterval, s.rise, s.fall, v, s.outlier5xx, s.check)));
    all.add(
        Setting.flag(
            "outlier-5xx",
            "whether an answer of 500 or more counts as a failure",
            HealthSettings::outlier5xx,
            (s, v) ->
                new HealthSettings(
                    s.mode,
                    s.interval,
                    s.fastInterval,
                    s.rise,
                    s.fall,
                    s.stickyOffline,
                    v,
                    s.check)));
    HealthCheck.SETTINGS.forEach(
        setting -> all.add(setting.of(HealthSettings::check, HealthSettings::withCheck)));
    return List.copyOf(all);
  }

  /** Returns a copy with another mode. */
  public HealthSettings withMode(CheckMode value) {
    return new HealthSettings(
        value, interval, fastInterval, rise, fall, stickyOffline, outlier5xx, check);
  }

  /** Returns a copy with another interval. */
  public HealthSettings withInterval(Duration value) {
    return new HealthSettings(
        mode, value, fastInterval, rise, fall, stickyOffline, outlier5xx, check);
  }

  private HealthSettings withCheck(HealthCheck value) {
    return new HealthSettings(
        mode, interval, fastInterval, rise, fall, stickyOffline, outlier5xx, value);
  }
}
