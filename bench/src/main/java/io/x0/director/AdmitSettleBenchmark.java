package io.x0.director;

import io.x0.common.name.BackendUrl;
import io.x0.shaper.BucketTree;
import io.x0.time.Clock;
import java.util.ArrayList;
import java.util.List;
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

  private Director director;

  /** Makes the director. */
  @Setup
  public void setUp() {
    List<BackendConfig> configs = new ArrayList<>();
    for (int i = 0; i < backends; i++) {
      configs.add(BackendConfig.of("b" + i, BackendUrl.parse("url", "http://10.0.0.1:80")));
    }
    DirectorConfig config =
        new DirectorConfig(
            "shop", Origin.MANAGED, DirectorSettings.DEFAULT, configs, BucketTree.EMPTY, 1);
    director =
        new Director(
            config,
            Clock.system(),
            (deadline, task) -> {
              throw new IllegalStateException("nothing waits here");
            },
            Runnable::run,
            name -> {});
  }

  private static final class Request extends Admission {
    Request() {
      super("");
    }

    @Override
    protected void granted(Permit permit) {
      permit.settle(Outcome.SERVED);
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
