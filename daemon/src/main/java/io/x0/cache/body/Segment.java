package io.x0.cache.body;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A run of granules that belongs to one body. Its writer fills it from the front, and readers read
 * what is published, at the same time; how many granules it has is known to the arena's lock only.
 */
final class Segment {
  private final Slab slab;
  private final int firstGranule;
  private final int capacity;
  private int granules;

  /** How many bytes readers may see; grows only. */
  private volatile int published;

  /** What comes when this one is full. */
  private volatile @Nullable Segment next;

  Segment(Slab slab, int firstGranule, int granules) {
    this.slab = slab;
    this.firstGranule = firstGranule;
    this.granules = granules;
    this.capacity = granules * Slab.GRANULE;
  }

  Slab slab() {
    return slab;
  }

  int firstGranule() {
    return firstGranule;
  }

  int granules() {
    return granules;
  }

  /** Returns how many bytes it holds when it is full. */
  int capacity() {
    return capacity;
  }

  int published() {
    return published;
  }

  int room() {
    return capacity - published;
  }

  @Nullable Segment next() {
    return next;
  }

  void setNext(@Nullable Segment following) {
    next = following;
  }

  /** Moves bytes of {@code source} in, as many as there is room for, and publishes them. */
  void write(ByteBuffer source) {
    int at = published;
    int count = Math.min(capacity - at, source.remaining());
    slab.memory().put(firstGranule * Slab.GRANULE + at, source, source.position(), count);
    source.position(source.position() + count);
    published = at + count;
  }

  /** Returns {@code count} published bytes from {@code from} on, for reading. */
  ByteBuffer slice(int from, int count) {
    return slab.readable().slice(firstGranule * Slab.GRANULE + from, count);
  }

  /** Lets go of the granules that hold nothing, and returns how many there were. */
  int cut() {
    int needed = Slab.granules(published);
    int spare = granules - needed;
    granules = needed;
    return spare;
  }
}
