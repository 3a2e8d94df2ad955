package io.x0.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeepAliveTimesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "timeout=5|4",
        "timeout=5, max=100|4",
        "max=100, timeout=15|14",
        "timeout = \"75\"|74",
        "timeout=1|0",
        "timeout=0|0"
      })
  void idleNanos_isASecondLess(String value, long seconds) {
    assertThat(KeepAliveTimes.idleNanos(value)).isEqualTo(seconds * 1_000_000_000L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"max=100", "timeout=", "timeout=-1", "xtimeout=5", "timeout=99999999", "''"})
  void idleNanos_unknown_isNone(String value) {
    assertThat(KeepAliveTimes.idleNanos(value)).isEqualTo(-1);
  }
}
