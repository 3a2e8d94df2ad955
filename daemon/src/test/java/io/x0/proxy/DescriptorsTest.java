package io.x0.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptorsTest {
  /** A limit of 1,084 files, 20 of them open: 1,000 are free, 64 are kept back. */
  @ParameterizedTest
  @CsvSource({"0,500", "1,1", "500,500", "501,501", "1000,1000", "1001,1000", "1000000,1000"})
  void connections_areHalfOfTheFilesUnlessMoreIsAskedFor(int asked, int allowed) {
    assertThat(Descriptors.of(1084, 20).connections(asked)).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({"20,20", "64,10", "84,20"})
  void connections_areAFewAtLeast(long limit, long open) {
    assertThat(Descriptors.of(limit, open)).isEqualTo(new Descriptors(8, 8));
  }

  @ParameterizedTest
  @CsvSource({"0", "7", "2000000"})
  void connections_areWhatIsAskedFor_whereNoLimitIsKnown(int asked) {
    assertThat(Descriptors.of(-1, 20).connections(asked)).isEqualTo(asked);
  }

  @Test
  void connections_fitIntoANumber() {
    assertThat(Descriptors.of(Long.MAX_VALUE, 20).most()).isEqualTo(Integer.MAX_VALUE);
  }
}
