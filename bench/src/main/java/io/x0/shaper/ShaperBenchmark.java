package io.x0.shaper;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
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

/**
 * Taking a token of a bucket of the third level, and giving it back. With several threads it is
 * done as a director does: each of the two in a section of its own under one lock.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class ShaperBenchmark {
  private static final int SIZE = 1000;

  /** When tokens are lent. */
  @Param({"LEND", "RESERVE"})
  public BorrowPolicy borrow;

  private final ReentrantLock lock = new ReentrantLock();
  private TokenShaper<Object> shaper;
  private Bucket<Object> bucket;

  /** Makes a tree of three levels, the root included, with siblings. */
  @Setup
  public void setUp() {
    BucketSpec gold = BucketSpec.of("gold", Share.percent(50), Share.percent(80));
    BucketSpec silver = BucketSpec.of("silver", Share.percent(20), Share.percent(60));
    shaper =
        new TokenShaper<>(
            BucketTree.of(
                BucketSpec.of("vip", Share.percent(40), Share.percent(90))
                    .withChildren(List.of(gold, silver)),
                BucketSpec.of("upload", Share.percent(10), Share.percent(20))),
            SIZE);
    shaper.changePolicy(borrow);
    bucket = shaper.find("gold");
  }

  private Token acquire() {
    Token token = shaper.tryAcquire(bucket);
    if (token == null) {
      throw new IllegalStateException("no token");
    }
    return token;
  }

  private boolean acquireAndReleaseLocked() {
    Token token;
    lock.lock();
    try {
      token = acquire();
    } finally {
      lock.unlock();
    }
    lock.lock();
    try {
      return shaper.release(token);
    } finally {
      lock.unlock();
    }
  }

  @Benchmark
  @Threads(1)
  public boolean unlocked() {
    return shaper.release(acquire());
  }

  @Benchmark
  @Threads(1)
  public boolean threads1() {
    return acquireAndReleaseLocked();
  }

  @Benchmark
  @Threads(2)
  public boolean threads2() {
    return acquireAndReleaseLocked();
  }

  @Benchmark
  @Threads(4)
  public boolean threads4() {
    return acquireAndReleaseLocked();
  }

  @Benchmark
  @Threads(8)
  public boolean threads8() {
    return acquireAndReleaseLocked();
  }
}
