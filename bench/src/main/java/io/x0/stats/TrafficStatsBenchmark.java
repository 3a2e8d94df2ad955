package io.x0.stats;

import io.x0.time.Clock;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to count one request in one place: its wait and its end. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class TrafficStatsBenchmark {
  private static final int TIMES = 1024;

  private final Clock clock = Clock.system();
  private final TrafficStats stats = new TrafficStats(clock);

  /** Log-normal around 2 ms, as backends are. */
  private final long[] latencies = new long[TIMES];

  /** Which of the times is next. */
  @State(Scope.Thread)
  public static class Turn {
    private int next;
  }

  /** Draws the times. */
  @Setup
  public void setUp() {
    Random random = new Random(1);
    for (int i = 0; i < TIMES; i++) {
      latencies[i] = (long) (2_000_000 * Math.exp(random.nextGaussian()));
    }
  }

  @Benchmark
  @Threads(1)
  public void threads1(Turn turn) {
    count(turn);
  }

  @Benchmark
  @Threads(4)
  public void threads4(Turn turn) {
    count(turn);
  }

  /** Only reads the clock as often as counting does, to be subtracted. */
  @Benchmark
  @Threads(1)
  public long clockOnly() {
    return clock.nanos() ^ clock.nanos();
  }

  @Benchmark
  @Threads(1)
  public TrafficSnapshot snapshot(Turn turn) {
    count(turn);
    return stats.snapshot();
  }

  private void count(Turn turn) {
    stats.waited(0);
    stats.ended(200, false, 0, 1_024, latencies[turn.next++ & (TIMES - 1)]);
  }
}
