package io.x0.e2e;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for what will happen soon. Stateless. */
final class Await {
  private static final long PATIENCE_SECONDS = 60;

  private Await() {}

  /** A condition that may not hold yet. */
  interface Condition {
    boolean holds() throws Exception;
  }

  /** Returns when {@code condition} holds; fails when it does not within a minute. */
  static void until(String what, Condition condition) throws Exception {
    until(what, PATIENCE_SECONDS, condition);
  }

  /** The same for what may take longer, in seconds. */
  static void until(String what, long most, Condition condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(most);
    while (!condition.holds()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("within " + most + " s not: " + what);
      }
      pause(20);
    }
  }

  /** A number that grows for a while. */
  interface Counter {
    long value();
  }

  /** Returns when {@code counter} has not grown for a second. */
  static void untilStill(String what, Counter counter) throws Exception {
    long[] last = {-1, 0};
    until(
        what + " stands still",
        () -> {
          long now = counter.value();
          last[1] = now == last[0] ? last[1] + 1 : 0;
          last[0] = now;
          return last[1] >= 50;
        });
  }

  /** Lets others work. */
  static void pause(long millis) throws InterruptedException {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }
}
