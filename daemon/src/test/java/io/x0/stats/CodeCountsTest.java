package io.x0.stats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CodeCountsTest {
  @Test
  void count_eachStatus_isInItsClass() {
    CodeCounts counts = new CodeCounts();
    for (int status : new int[] {100, 199, 200, 301, 399, 404, 404, 500, 599, 0, 99, 600, 999}) {
      counts.count(status);
    }

    assertThat(counts.counts()).containsExactly(2L, 1L, 2L, 2L, 2L, 4L);
    assertThat(CodeCounts.CLASSES).hasSameSizeAs(counts.counts());
  }
}
