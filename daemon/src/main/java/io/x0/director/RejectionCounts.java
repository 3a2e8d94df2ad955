package io.x0.director;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Counts the requests that a director refused by the reason. Thread-safe. */
final class RejectionCounts {
  /** Never changed once it is filled. */
  private final Map<Rejection, LongAdder> counts = new EnumMap<>(Rejection.class);

  RejectionCounts() {
    for (Rejection rejection : Rejection.values()) {
      counts.put(rejection, new LongAdder());
    }
  }

  void count(Rejection rejection) {
    Objects.requireNonNull(counts.get(rejection)).increment();
  }

  /** Returns how many there were for each reason. */
  Map<Rejection, Long> snapshot() {
    Map<Rejection, Long> out = new EnumMap<>(Rejection.class);
    counts.forEach((rejection, count) -> out.put(rejection, count.sum()));
    return out;
  }
}
