package io.x0.director;

import io.x0.common.name.BackendUrl;
import java.util.Map;
import java.util.Random;
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
import org.openjdk.jmh.annotations.Warmup;

/** Picking the next of many eligible backends with weights from 1 to 10. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class RoundRobinBenchmark {
  /** How many backends there are. */
  @Param({"10", "1000", "10000"})
  public int backends;

  private RoundRobin peers;
  private Admission request;

  /** Fills the heap. */
  @Setup
  public void setUp() {
    Random random = new Random(1);
    peers = new RoundRobin();
    for (int i = 0; i < backends; i++) {
      BackendConfig config =
          BackendConfig.of("b" + i, BackendUrl.parse("url", "http://10.0.0.1:80"))
              .with(Map.of("weight", Integer.toString(1 + random.nextInt(10))));
      Backend backend = new Backend(config);
      backend.order = i;
      peers.add(backend);
    }
    request =
        new Admission("") {
          @Override
          protected void granted(Permit permit) {}

          @Override
          protected void rejected(Rejection rejection) {}
        };
  }

  @Benchmark
  public Object pick() {
    return peers.pick(request);
  }
}
