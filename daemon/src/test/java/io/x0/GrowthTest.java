package io.x0;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class GrowthTest {
  private volatile long sink;

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
