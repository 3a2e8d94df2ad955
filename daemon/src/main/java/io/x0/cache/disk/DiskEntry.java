package io.x0.cache.disk;

import io.x0.cache.Labels;
import io.x0.cache.Purge;
import io.x0.cache.SecondTier.Order;
import io.x0.cache.SecondTier.Variant;
import io.x0.cache.StoredResponse;

/**
 * What is known of a file without reading it. Thread-safe: what changes is volatile, and changes in
 * one direction only.
 */
final class DiskEntry {
  /** About what an entry costs in the indexes besides its texts. */
  private static final int ENTRY_BYTES = 320;

  private final long number;
  private final String director;
  private final String key;
  private final Labels labels;
  private final Variant variant;
  private final long bytes;
  private final long heapBytes;
  private volatile boolean isWritten;
  private volatile long purgedSeconds;

  DiskEntry(ObjectFile file, long bytes) {
    this.number = file.number();
    this.director = file.director();
    this.key = file.key();
    this.labels = file.labels();
    this.variant = file.variant();
    this.purgedSeconds = file.purgedSeconds();
    this.bytes = bytes;
    long texts = key.length() + labels.footprint();
    for (String value : variant.values()) {
      texts += value.length();
    }
    this.heapBytes = ENTRY_BYTES + texts;
  }

  long number() {
    return number;
  }

  String director() {
    return director;
  }

  String key() {
    return key;
  }

  Labels labels() {
    return labels;
  }

  Variant variant() {
    return variant;
  }

  /** Returns about what the file takes on the disk. */
  long bytes() {
    return bytes;
  }

  /** Returns about what it takes on the heap. */
  long heapBytes() {
    return heapBytes;
  }

  void written() {
    isWritten = true;
  }

  /** Returns whether its file is there. */
  boolean isWritten() {
    return isWritten;
  }

  /** Returns when it was declared stale, or {@link StoredResponse#NEVER}. */
  long purgedSeconds() {
    return purgedSeconds;
  }

  /** Only one thread at a time does this: it holds the lock of the index. */
  @SuppressWarnings("NonAtomicVolatileUpdate")
  void declareStale(long seconds) {
    purgedSeconds = Math.min(purgedSeconds, seconds);
  }

  /** Returns whether a purge does something to it. */
  boolean isMeant(Order order) {
    Purge purge = order.purge();
    return purge.isMeant(key, labels.url(), labels.tags())
        && !(order.isSoft() && purgedSeconds != StoredResponse.NEVER);
  }
}
