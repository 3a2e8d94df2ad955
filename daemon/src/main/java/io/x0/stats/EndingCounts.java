package io.x0.stats;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Counts requests by how they ended, since the beginning. Thread-safe, without locks. */
public final class EndingCounts {
  /** Never changed once it is made. */
  private final Map<Ending, LongAdder> counts = new EnumMap<>(Ending.class);

  /** Makes one that has counted nothing. */
  public EndingCounts() {
    for (Ending ending : Ending.values()) {
      counts.put(ending, new LongAdder());
    }
  }

  /** Counts a request. */
  public void count(Ending ending) {
    counter(ending).increment();
  }

  /** Returns how many ended in each way, without the ways that none did. */
  public Map<Ending, Long> counts() {
    Map<Ending, Long> out = new EnumMap<>(Ending.class);
    counts.forEach(
        (ending, counter) -> {
          long count = counter.sum();
          if (count > 0) {
            out.put(ending, count);
          }
        });
    return out;
  }

  private LongAdder counter(Ending ending) {
    return Objects.requireNonNull(counts.get(ending), "every ending has one");
  }
}
