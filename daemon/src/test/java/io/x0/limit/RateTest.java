package io.x0.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.common.InvalidValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateTest {
  @ParameterizedTest
  @CsvSource({
    "10/s, 100000000, 10",
    "1/sec, 1000000000, 1",
    "100/min, 600000000, 1",
    "600 / m, 100000000, 10",
    "1/hour, 3600000000000, 1",
    "5000/day, 17280000000, 1",
    "1000000/s, 1000, 1000000"
  })
  void parse_rate_isAnIntervalAndTheBurstOfASecond(String text, long interval, long burst) {
    assertThat(Rate.parse(text, 0)).isEqualTo(new Rate(interval, burst));
  }

  @Test
  void perSecond_withBurst_keepsIt() {
    assertThat(Rate.perSecond(4, 20)).isEqualTo(new Rate(250_000_000, 20));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "10/", "0/s", "-1/s", "1.5/s", "10/year", "2000000/s", "1e9/s"})
  void parse_nonsense_saysWhatWouldBeRight(String text) {
    assertThatThrownBy(() -> Rate.parse(text, 0))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("rate: ")
        .hasMessageContaining("such as 10/s, 100/min");
  }

  @ParameterizedTest
  @CsvSource({"1/s, -1", "1/s, 1000001", "1/day, 366"})
  void parse_burst_isBounded(String text, long burst) {
    assertThatThrownBy(() -> Rate.parse(text, burst))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("burst: " + burst + " (expected: a whole number from 1 to");
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "999999999, 1", "1000000000, 1", "1000000001, 2", "60000000000, 60"})
  void seconds_areRoundedUp(long nanos, long seconds) {
    assertThat(Rate.seconds(nanos)).isEqualTo(seconds);
  }
}
