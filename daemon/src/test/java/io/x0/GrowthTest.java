package io.x0;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.IntConsumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** By a clock that the work itself moves: what a loop costs on a busy machine proves nothing. */
class GrowthTest {
  private static final int SIZE = 1_500;

  private long nanos;
  private int runs;

  private ThrowingCallable growth(IntConsumer work) {
    return () -> Growth.assertLinear("work", SIZE, work, () -> nanos);
  }

  @Test
  void linearWork_passes() {
    assertThatCode(growth(n -> nanos += 1_000L * n)).doesNotThrowAnyException();
  }

  @Test
  void quadraticWork_fails() {
    assertThatThrownBy(growth(n -> nanos += (long) n * n))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("work: CPU time of 24000 to that of 1500: 576000 to 2250 us");
  }

  @Test
  void quadraticWork_withAColdStart_fails() {
    assertThatThrownBy(growth(n -> nanos += runs++ == 0 ? 100_000_000 : (long) n * n))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void linearWork_heldUpOnce_passes() {
    assertThatCode(growth(n -> nanos += (runs++ == 2 ? 1_000_000L : 1_000L) * n))
        .doesNotThrowAnyException();
  }

  @Test
  void work_thatTheClockHardlySees_passes() {
    assertThatCode(growth(n -> nanos += n == SIZE ? 1 : 90_000_000)).doesNotThrowAnyException();
  }

  @Test
  void work_thatTheClockHardlySeesAndGrows_fails() {
    assertThatThrownBy(growth(n -> nanos += n == SIZE ? 1 : 97_000_000))
        .isInstanceOf(AssertionError.class);
  }
}
