package io.x0.director;

import io.x0.common.unit.Capacity;
import java.util.ArrayDeque;
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

/** The queue of a director without a free slot. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class QueueBenchmark {
  private static final int CAPACITY = 10;
  private static final Outcome ANSWER = Outcome.served(200, 0, 1024);

  /** How many backends the director has, of 10 slots each. */
  @Param({"1", "1000"})
  public int backends;

  /** How many requests wait already. */
  @Param({"1", "900"})
  public int waiting;

  private final ArrayDeque<Permit> permits = new ArrayDeque<>();
  private Director director;

  private final class Request extends Admission {
    Request() {
      super("");
    }

    @Override
    protected void granted(Permit permit) {
      permits.add(permit);
    }

    @Override
    protected void rejected(Rejection rejection) {
      throw new IllegalStateException(rejection.text());
    }
  }

  /** Takes all slots and lets some wait. */
  @Setup
  public void setUp() {
    director =
        Rig.director(
            Rig.unchecked(),
            Rig.backends(backends, new Capacity(CAPACITY)),
            // Nobody waits for as long as the queue timeout.
            (deadline, task) -> () -> {},
            Runnable::run);
    for (int i = 0; i < backends * CAPACITY + waiting; i++) {
      director.admit(new Request());
    }
    if (permits.size() != backends * CAPACITY) {
      throw new IllegalStateException("granted " + permits.size());
    }
  }

  /** One request joins the queue, another ends, and the first that waits gets its slot. */
  @Benchmark
  public void admitAndSettle() {
    director.admit(new Request());
    permits.remove().settle(ANSWER);
  }

  /** One request joins the queue and leaves it again. */
  @Benchmark
  public boolean admitAndWithdraw() {
    Request request = new Request();
    director.admit(request);
    return director.withdraw(request);
  }
}
