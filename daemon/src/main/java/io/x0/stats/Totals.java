package io.x0.stats;

import io.x0.stats.TrafficSnapshot.Second;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;

/**
 * Counts since the beginning. Thread-safe.
 *
 * <p>The figures of one request are added one after the other, the request itself first; who reads
 * an error before the requests never sees more errors than requests.
 */
final class Totals {
  private static final int CLASSES = 6;

  /** By the first digit of the status, with all that is no status at 0. */
  private final LongAdder[] statuses = new LongAdder[CLASSES];

  private final LongAdder errors = new LongAdder();
  private final LongAdder bytesIn = new LongAdder();
  private final LongAdder bytesOut = new LongAdder();

  Totals() {
    Arrays.setAll(statuses, i -> new LongAdder());
  }

  void add(int status, boolean error, long in, long out) {
    int first = status / 100;
    statuses[first > 0 && first < CLASSES ? first : 0].increment();
    if (error) {
      errors.increment();
    }
    // Most requests have no body: a test costs less than to add nothing.
    if (in != 0) {
      bytesIn.add(in);
    }
    if (out != 0) {
      bytesOut.add(out);
    }
  }

  /** Returns how many were added, whatever their status. */
  long requests() {
    long sum = 0;
    for (LongAdder adder : statuses) {
      sum += adder.sum();
    }
    return sum;
  }

  /** Returns all of them, errors first. */
  Second soFar() {
    long someErrors = errors();
    long someRequests = requests();
    return new Second(someRequests, someErrors, bytesIn(), bytesOut());
  }

  long errors() {
    return errors.sum();
  }

  long bytesIn() {
    return bytesIn.sum();
  }

  long bytesOut() {
    return bytesOut.sum();
  }

  /** Returns the answers by class: those of 1xx first, those of 5xx last. */
  List<Long> statuses() {
    return LongStream.range(1, CLASSES).mapToObj(i -> statuses[(int) i].sum()).toList();
  }
}
