package io.x0;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/**
 * Tells linear work from quadratic work. What is measured is the CPU time of this thread, because
 * lexers and parsers have no seam at which work could be counted; it does not grow while other
 * processes have the processor. Sixteen times the input may cost 96 times as much: six times what
 * is linear, for the cold start of the small run and the collector, and a third of what is
 * quadratic. Each side is the best of several runs.
 */
public final class Growth {
  private static final int FACTOR = 16;
  private static final int MOST = 6 * FACTOR;
  private static final int RUNS = 2;

  /** Below this the clock is too coarse, and nobody waits. */
  private static final long FLOOR_NANOS = 1_000_000;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private Growth() {}

  /**
   * Asserts that the work does not grow faster than its size.
   *
   * @param what for the message
   * @param size of the small input; sixteen times that is the large one
   * @param work does what is measured with an input of the size it is given
   */
  public static void assertLinear(String what, int size, IntConsumer work) {
    assertLinear(what, size, work, THREADS::getCurrentThreadCpuTime);
  }

  /** Measures by another clock, in nanoseconds. */
  static void assertLinear(String what, int size, IntConsumer work, LongSupplier clock) {
    long small = Long.MAX_VALUE;
    for (int i = 0; i < RUNS; i++) {
      small = Math.min(small, cpu(size, work, clock));
    }
    small = Math.max(FLOOR_NANOS, small);
    long large = cpu(size * FACTOR, work, clock);
    for (int i = 1; i < 2 * RUNS && large > small * MOST; i++) {
      large = Math.min(large, cpu(size * FACTOR, work, clock));
      small = Math.max(FLOOR_NANOS, Math.min(small, cpu(size, work, clock)));
    }
    assertThat((double) large / small)
        .as(
            "%s: CPU time of %d to that of %d: %d to %d us",
            what, size * FACTOR, size, large / 1_000, small / 1_000)
        .isLessThan(MOST);
  }

  private static long cpu(int size, IntConsumer work, LongSupplier clock) {
    long before = clock.getAsLong();
    work.accept(size);
    return clock.getAsLong() - before;
  }
}
