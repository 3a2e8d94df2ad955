package io.x0;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GrowthTest {
  private volatile long sink;

  /** Else the small run is the one in which the loop is compiled, and costs many times as much. */
  @BeforeEach
  void warmUp() {
    for (int i = 0; i < 300; i++) {
      spin(100_000);
    }
  }

  private void spin(long rounds) {
    long sum = sink;
    for (long i = 0; i < rounds; i++) {
      sum = sum * 31 + i;
    }
    sink = sum;
  }

  @Test
  void assertLinear_linearWork_passes() {
    Growth.assertLinear("linear", 2_000, n -> spin(1_000L * n));
  }

  @Test
  void assertLinear_quadraticWork_fails() {
    assertThatThrownBy(() -> Growth.assertLinear("quadratic", 1_500, n -> spin((long) n * n)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("quadratic: CPU time of 24000 to that of 1500");
  }
}
