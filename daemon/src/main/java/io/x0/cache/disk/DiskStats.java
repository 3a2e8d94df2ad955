package io.x0.cache.disk;

import java.util.concurrent.atomic.LongAdder;

/** What the cache on disk did, and what it holds. Thread-safe. */
public final class DiskStats {
  private final LongAdder written = new LongAdder();
  private final LongAdder loaded = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder damaged = new LongAdder();
  private final LongAdder evicted = new LongAdder();
  private volatile long objects;
  private volatile long bytes;

  DiskStats() {}

  /** Responses that were written. */
  public LongAdder written() {
    return written;
  }

  /** Responses that were read back whole. */
  public LongAdder loaded() {
    return loaded;
  }

  /** What was not done because the disk was slow or full. */
  public LongAdder dropped() {
    return dropped;
  }

  /** Files that were not what was written, and were deleted. */
  public LongAdder damaged() {
    return damaged;
  }

  /** Files that had to make room. */
  public LongAdder evicted() {
    return evicted;
  }

  /** Returns how many responses there are. */
  public long objects() {
    return objects;
  }

  /** Returns how many bytes their files take. */
  public long bytes() {
    return bytes;
  }

  void holds(long newObjects, long newBytes) {
    objects = newObjects;
    bytes = newBytes;
  }
}
