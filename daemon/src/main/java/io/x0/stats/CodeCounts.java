package io.x0.stats;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Counts answers by the class of their status, since the beginning. Thread-safe, without locks. */
public final class CodeCounts {
  /** The classes, in the order of {@link #counts}; the last has all that is no status. */
  public static final List<String> CLASSES = List.of("1xx", "2xx", "3xx", "4xx", "5xx", "other");

  private static final int NO_STATUS = CLASSES.size() - 1;

  private final LongAdder[] counts = new LongAdder[CLASSES.size()];

  /** Makes one that has counted nothing. */
  public CodeCounts() {
    Arrays.setAll(counts, i -> new LongAdder());
  }

  /**
   * Counts an answer.
   *
   * @param status its HTTP status; 0 when the client left before there was any
   */
  public void count(int status) {
    int index = status / 100 - 1;
    counts[index >= 0 && index < NO_STATUS ? index : NO_STATUS].increment();
  }

  /** Returns how many there were of each class. */
  public List<Long> counts() {
    return Arrays.stream(counts).map(LongAdder::sum).toList();
  }
}
