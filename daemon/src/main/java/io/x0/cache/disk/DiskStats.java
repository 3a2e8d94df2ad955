package io.x0.cache.disk;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** What the cache on disk did since the start. Thread-safe. */
final class DiskStats {
  /** What it can do. */
  enum Event {
    /** Wrote a response. */
    WRITTEN,
    /** Read a response that is as it was written. */
    LOADED,
    /** Did not write or read a response, because too much waits for the disk or for memory. */
    DROPPED,
    /** Deleted a file that is not as it was written, or is none of its own. */
    DAMAGED,
    /** Deleted a response to make room. */
    EVICTED,
    /** Could not do something, because the disk is full or broken. */
    FAILED
  }

  private final Map<Event, LongAdder> counts = new EnumMap<>(Event.class);

  DiskStats() {
    for (Event event : Event.values()) {
      counts.put(event, new LongAdder());
    }
  }

  void count(Event event) {
    Objects.requireNonNull(counts.get(event)).increment();
  }

  /** Returns how many there were. */
  long get(Event event) {
    return Objects.requireNonNull(counts.get(event)).sum();
  }
}
