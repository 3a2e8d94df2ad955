package io.x0.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HealthTrackerTest {
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
  private static final Instant LATER = START.plusSeconds(5);

  private static HealthTracker tracker(CheckMode mode) {
    return new HealthTracker(HealthSettings.DEFAULT.withMode(mode), START);
  }

  private static boolean check(HealthTracker tracker, boolean good) {
    return tracker.checked(new ProbeResult(good, good ? "status 200" : "status 500", 7), LATER);
  }

  private static HealthTracker online() {
    HealthTracker tracker = tracker(CheckMode.PARANOID);
    check(tracker, true);
    return tracker;
  }

  private static HealthTracker offline() {
    HealthTracker tracker = online();
    tracker.failed(3, "gone", LATER);
    return tracker;
  }

  @ParameterizedTest
  @CsvSource({"PARANOID, UNKNOWN", "LAZY, ONLINE", "OPPORTUNISTIC, ONLINE", "OFF, ONLINE"})
  void new_stateDependsOnTheMode(CheckMode mode, HealthState expected) {
    assertThat(tracker(mode).state()).isEqualTo(expected);
  }

  @Test
  void unknown_oneGoodCheckIsEnough() {
    HealthTracker tracker = tracker(CheckMode.PARANOID);

    assertThat(check(tracker, true)).isTrue();
    assertThat(tracker.state()).isEqualTo(HealthState.ONLINE);
    assertThat(tracker.status().since()).isEqualTo(LATER);
    assertThat(tracker.cause()).isEqualTo("check passed: status 200");
  }

  @Test
  void unknown_goodCheckAfterBadOnes_isStillEnough() {
    HealthTracker tracker = tracker(CheckMode.PARANOID);

    assertThat(check(tracker, false)).isFalse();
    assertThat(check(tracker, false)).isFalse();
    assertThat(tracker.state()).isEqualTo(HealthState.UNKNOWN);
    assertThat(check(tracker, true)).isTrue();
    assertThat(tracker.state()).isEqualTo(HealthState.ONLINE);
  }

  @Test
  void unknown_asManyBadChecksAsFall_isOffline() {
    HealthTracker tracker = tracker(CheckMode.PARANOID);

    check(tracker, false);
    check(tracker, false);
    assertThat(check(tracker, false)).isTrue();
    assertThat(tracker.state()).isEqualTo(HealthState.OFFLINE);
    assertThat(tracker.cause()).isEqualTo("check failed: status 500");
  }

  @Test
  void online_needsFallFailuresInARow() {
    HealthTracker tracker = online();

    check(tracker, false);
    check(tracker, false);
    assertThat(tracker.isInDoubt()).isTrue();
    check(tracker, true);
    assertThat(tracker.isInDoubt()).as("a good check forgives").isFalse();
    check(tracker, false);
    check(tracker, false);
    assertThat(tracker.state()).isEqualTo(HealthState.ONLINE);
    assertThat(check(tracker, false)).isTrue();
    assertThat(tracker.state()).isEqualTo(HealthState.OFFLINE);
  }

  @Test
  void online_checksAndRequestsFailTogether_andAnAnswerForgives() {
    HealthTracker tracker = online();

    check(tracker, false);
    tracker.failed(1, "request failed", LATER);
    tracker.answered();
    assertThat(tracker.failed(1, "request failed", LATER)).isFalse();
    check(tracker, false);
    assertThat(tracker.failed(1, "request failed", LATER)).isTrue();
    assertThat(tracker.cause()).isEqualTo("request failed");
  }

  @Test
  void online_failureOfFullWeight_isOfflineAtOnce() {
    HealthTracker tracker = online();

    assertThat(tracker.failed(3, "found no connection", LATER)).isTrue();
    assertThat(tracker.state()).isEqualTo(HealthState.OFFLINE);
  }

  @Test
  void offline_needsRiseGoodChecksInARow_answersDoNotCount() {
    HealthTracker tracker = offline();

    assertThat(check(tracker, true)).isFalse();
    assertThat(tracker.isInDoubt()).isTrue();
    assertThat(check(tracker, false)).isFalse();
    tracker.answered();
    assertThat(check(tracker, true)).isFalse();
    assertThat(tracker.state()).isEqualTo(HealthState.OFFLINE);
    assertThat(check(tracker, true)).isTrue();
    assertThat(tracker.state()).isEqualTo(HealthState.ONLINE);
  }

  @Test
  void offline_answeredRequestOfBefore_doesNotDelayThoseChecks() {
    HealthTracker tracker = offline();

    check(tracker, true);
    tracker.answered();

    assertThat(check(tracker, true)).as("the second good check in a row").isTrue();
  }

  @Test
  void status_countsChecksAndKeepsTheLast() {
    HealthTracker tracker = online();
    check(tracker, false);

    HealthStatus status = tracker.status();

    assertThat(status.checks()).isEqualTo(2);
    assertThat(status.failedChecks()).isEqualTo(1);
    assertThat(status.last()).contains(new ProbeResult(false, "status 500", 7));
    assertThat(status.mode()).isEqualTo(CheckMode.PARANOID);
  }

  @ParameterizedTest
  @EnumSource(
      value = CheckMode.class,
      names = {"LAZY", "OPPORTUNISTIC", "OFF"})
  void configure_unknownAndNoLongerParanoid_isOnline(CheckMode mode) {
    HealthTracker tracker = tracker(CheckMode.PARANOID);

    assertThat(tracker.configure(HealthSettings.DEFAULT.withMode(mode), LATER)).isTrue();
    assertThat(tracker.state()).isEqualTo(HealthState.ONLINE);
  }

  @Test
  void configure_offlineAndNoLongerChecked_isOnline_butLazyKeepsIt() {
    HealthTracker switchedOff = offline();
    HealthTracker lazy = offline();

    switchedOff.configure(HealthSettings.DEFAULT.withMode(CheckMode.OFF), LATER);
    lazy.configure(HealthSettings.DEFAULT.withMode(CheckMode.LAZY), LATER);

    assertThat(switchedOff.state()).isEqualTo(HealthState.ONLINE);
    assertThat(lazy.state()).isEqualTo(HealthState.OFFLINE);
  }

  @Test
  void off_failuresChangeNothing_forNothingWouldBringItBack() {
    HealthTracker tracker = tracker(CheckMode.OFF);

    assertThat(tracker.failed(3, "gone", LATER)).isFalse();
    assertThat(check(tracker, false)).isFalse();
    assertThat(tracker.state()).isEqualTo(HealthState.ONLINE);
  }

  @Test
  void configure_onlineAndParanoidNow_goesOnServing() {
    HealthTracker tracker = tracker(CheckMode.LAZY);

    assertThat(tracker.configure(HealthSettings.DEFAULT, LATER)).isFalse();
    assertThat(tracker.state()).isEqualTo(HealthState.ONLINE);
  }

  @Test
  void reset_forgetsTheStateAndTheLastCheck() {
    HealthTracker tracker = online();

    assertThat(tracker.reset(LATER)).isTrue();
    assertThat(tracker.state()).isEqualTo(HealthState.UNKNOWN);
    assertThat(tracker.status().last()).isEmpty();
  }
}
