package io.x0.director;

import io.x0.common.unit.Capacity;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
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

/**
 * What a scheduler does for one request, among backends with weights from 1 to 10 of which half of
 * the slots are taken: it picks a backend, and is told that its load rose and that of another fell.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class SchedulerBenchmark {
  private static final int CAPACITY = 10;
  private static final int REQUESTS = 1 << 12;

  /** How a backend is chosen. */
  @Param({"RR", "CHANCE", "LEAST_LOAD", "P2C", "HASH"})
  public SchedulerKind scheduler;

  /** How many backends there are. */
  @Param({"10", "1000", "10000"})
  public int backends;

  private final Admission[] requests = new Admission[REQUESTS];
  private BackendScheduler peers;
  private Backend[] inFlight;
  private int oldest;
  private int next;

  private static final class Request extends Admission {
    Request(String key) {
      super("", Affinity.key(key));
    }

    @Override
    protected void granted(Permit permit) {}

    @Override
    protected void rejected(Rejection rejection) {}
  }

  /** Takes half of the slots. */
  @Setup
  public void setUp() {
    Random random = new Random(1);
    List<Backend> members = new ArrayList<>();
    for (BackendConfig config : Rig.backends(backends, new Capacity(CAPACITY))) {
      Backend backend = Rig.backend(config.withWeight(1 + random.nextInt(10)));
      backend.order = members.size();
      members.add(backend);
    }
    peers = Schedulers.create(scheduler, new SplittableRandom(1));
    peers.define(members);
    members.forEach(peers::add);
    for (int i = 0; i < REQUESTS; i++) {
      requests[i] = new Request("user" + random.nextInt());
    }
    inFlight = new Backend[backends * CAPACITY / 2];
    for (int i = 0; i < inFlight.length; i++) {
      inFlight[i] = take();
    }
  }

  private Backend take() {
    Backend backend = peers.pick(requests[next++ & (REQUESTS - 1)]);
    backend.load.enter();
    refresh(backend);
    return backend;
  }

  private void refresh(Backend backend) {
    if (!backend.isEligible()) {
      peers.remove(backend);
    } else if (backend.heapIndex < 0) {
      peers.add(backend);
    } else {
      peers.changed(backend);
    }
  }

  @Benchmark
  public Object request() {
    Backend ends = inFlight[oldest];
    ends.load.leave();
    refresh(ends);
    Backend begins = take();
    inFlight[oldest] = begins;
    oldest = oldest + 1 == inFlight.length ? 0 : oldest + 1;
    return begins;
  }
}
