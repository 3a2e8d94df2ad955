package io.x0.director;

import io.x0.common.unit.Capacity;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** One request's way through a director that has free slots: admit, be granted, settle. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class AdmitSettleBenchmark {
  /** How many backends the director has. */
  @Param({"1", "10", "1000"})
  public int backends;

  private static final Outcome ANSWER = Outcome.served(200, 0, 1024);

  private Director director;

  /** Makes the director. */
  @Setup
  public void setUp() {
    director =
        Rig.director(
            Rig.unchecked(),
            Rig.backends(backends, Capacity.UNLIMITED),
            (deadline, task) -> {
              throw new IllegalStateException("nothing waits here");
            },
            Runnable::run);
  }

  private static final class Request extends Admission {
    Request() {
      super("");
    }

    @Override
    protected void granted(Permit permit) {
      permit.settle(ANSWER);
    }

    @Override
    protected void rejected(Rejection rejection) {
      throw new IllegalStateException(rejection.text());
    }
  }

  @Benchmark
  @Threads(1)
  public void threads1() {
    director.admit(new Request());
  }

  @Benchmark
  @Threads(2)
  public void threads2() {
    director.admit(new Request());
  }

  @Benchmark
  @Threads(4)
  public void threads4() {
    director.admit(new Request());
  }

  @Benchmark
  @Threads(8)
  public void threads8() {
    director.admit(new Request());
  }
}
