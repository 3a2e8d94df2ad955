package io.x0.cache.body;

import java.nio.ByteBuffer;
import java.util.BitSet;

/**
 * A piece of memory outside the heap, given away in runs of granules. Confined to the lock of its
 * arena, but for the memory itself: of a run that was given away, its owner may touch the bytes.
 */
final class Slab {
  /** The unit of memory: what a body of one byte costs. */
  static final int GRANULE = 512;

  private final ByteBuffer memory;
  private final ByteBuffer readable;
  private final BitSet used;
  private final int granules;

  /** No free run is longer; it may be shorter than that. */
  private int longest;

  Slab(int granules) {
    memory = ByteBuffer.allocateDirect(granules * GRANULE);
    readable = memory.asReadOnlyBuffer();
    used = new BitSet(granules);
    this.granules = granules;
    longest = granules;
  }

  /** Returns the bytes, to be written by index; position and limit are never moved. */
  ByteBuffer memory() {
    return memory;
  }

  /** Returns the same bytes, to be read. */
  ByteBuffer readable() {
    return readable;
  }

  /** Returns how many granules hold {@code bytes}. */
  static int granules(int bytes) {
    return (bytes + GRANULE - 1) / GRANULE;
  }

  /** Takes a run of {@code count} granules and returns its first, or -1 when there is none. */
  int take(int count) {
    if (longest < count) {
      return -1;
    }
    int found = 0;
    int from = used.nextClearBit(0);
    while (from < granules) {
      int to = end(from);
      if (to - from >= count) {
        used.set(from, from + count);
        return from;
      }
      found = Math.max(found, to - from);
      from = used.nextClearBit(to);
    }
    longest = found;
    return -1;
  }

  /** Takes back {@code count} granules from {@code first} on. */
  void giveBack(int first, int count) {
    int next = used.nextClearBit(first);
    if (next < first + count) {
      throw new IllegalStateException("given back twice: granule " + next);
    }
    used.clear(first, first + count);
    longest = Math.max(longest, end(first + count - 1) - (used.previousSetBit(first) + 1));
  }

  /** Returns where the free run ends that {@code from} is in. */
  private int end(int from) {
    int next = used.nextSetBit(from);
    return next < 0 ? granules : next;
  }
}
