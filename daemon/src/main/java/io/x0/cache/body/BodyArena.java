package io.x0.cache.body;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The memory of all cached bodies: slabs outside the heap, allocated when first needed, kept, and
 * together never more than the capacity. Thread-safe.
 *
 * <p>A body gets runs of granules, in one piece where there is one and in several smaller ones
 * where there is none, so that nothing is ever refused while as much is free. Small runs are looked
 * for in the oldest slabs and large ones in the youngest, so that small ones do not cut up all
 * slabs.
 */
public final class BodyArena {
  /** What lets go of bodies when the memory is used up. */
  @FunctionalInterface
  public interface Reserve {
    /** Frees about {@code bytes}, or as much as it can; returns false when it can nothing. */
    boolean free(long bytes);
  }

  /** The longest run of a body. */
  static final int LONGEST_RUN = 256;

  private static final int SLAB_GRANULES = 2048;

  /** From here on a run counts as large. */
  private static final int LARGE_RUN = 32;

  private static final int MOST_APPEALS = 4;

  private final ReentrantLock lock = new ReentrantLock();
  private final long capacityGranules;
  private final List<Slab> slabs = new ArrayList<>();
  private final LongAdder shortages = new LongAdder();
  private long slabGranules;
  private long usedGranules;

  private volatile Reserve reserve = bytes -> false;

  /** Makes an arena of at most {@code capacityBytes}, rounded down to granules. */
  public BodyArena(long capacityBytes) {
    if (capacityBytes < Slab.GRANULE) {
      throw new IllegalArgumentException(
          "capacity: " + capacityBytes + " (expected: at least " + Slab.GRANULE + ")");
    }
    capacityGranules = capacityBytes / Slab.GRANULE;
  }

  /** Sets whom a body asks that finds no memory; asked on its writer's thread, without a lock. */
  public void appealTo(Reserve source) {
    reserve = source;
  }

  /**
   * Makes an empty body, referenced once.
   *
   * @param limitBytes how long it may become
   * @param expectedBytes how long it will probably be, or -1
   */
  public CachedBody body(long limitBytes, long expectedBytes) {
    return new CachedBody(this, limitBytes, expectedBytes);
  }

  /** Returns the most bytes that bodies can take. */
  public long capacityBytes() {
    return capacityGranules * Slab.GRANULE;
  }

  /** Returns the bytes that bodies take now, those of unfinished ones included. */
  public long usedBytes() {
    lock.lock();
    try {
      return usedGranules * Slab.GRANULE;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the bytes taken from the operating system. */
  public long committedBytes() {
    lock.lock();
    try {
      return slabGranules * Slab.GRANULE;
    } finally {
      lock.unlock();
    }
  }

  /** Returns how often a body found no memory, although others were let go. */
  public long shortages() {
    return shortages.sum();
  }

  /** Returns segments with room for {@code bytes}, chained, or null when memory is used up. */
  @Nullable Segment take(long bytes) {
    Segment found = tryTake(bytes);
    for (int appeals = 0; found == null && appeals < MOST_APPEALS; appeals++) {
      if (bytes > capacityBytes() || !reserve.free(bytes)) {
        break;
      }
      found = tryTake(bytes);
    }
    if (found == null) {
      shortages.increment();
    }
    return found;
  }

  /** Returns the same, or null when it would take letting go of other bodies. */
  @Nullable Segment tryTake(long bytes) {
    long needed = (bytes + Slab.GRANULE - 1) / Slab.GRANULE;
    lock.lock();
    try {
      if (needed > capacityGranules - usedGranules) {
        return null;
      }
      Segment first = null;
      Segment last = null;
      while (needed > 0) {
        Segment run = run((int) Math.min(needed, LONGEST_RUN));
        if (run == null) {
          // Less memory was to be had from the system than the capacity.
          giveBackChain(first);
          return null;
        }
        if (last == null) {
          first = run;
        } else {
          last.setNext(run);
        }
        last = run;
        needed -= run.granules();
      }
      return first;
    } finally {
      lock.unlock();
    }
  }

  /** Takes back a chain of segments. */
  void giveBack(@Nullable Segment first) {
    lock.lock();
    try {
      giveBackChain(first);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes back what a segment, which nobody will write to any more, does not use, and what follows
   * it; returns how many bytes of the segment itself that is.
   */
  int trim(Segment last) {
    lock.lock();
    try {
      giveBackChain(last.next());
      last.setNext(null);
      int spare = last.cut();
      if (spare > 0) {
        last.slab().giveBack(last.firstGranule() + last.granules(), spare);
        usedGranules -= spare;
      }
      return spare * Slab.GRANULE;
    } finally {
      lock.unlock();
    }
  }

  private void giveBackChain(@Nullable Segment first) {
    for (Segment segment = first; segment != null; segment = segment.next()) {
      if (segment.granules() > 0) {
        segment.slab().giveBack(segment.firstGranule(), segment.granules());
        usedGranules -= segment.granules();
      }
    }
  }

  /** Takes a run of at most {@code count} granules: that many if any slab has them in a row. */
  private @Nullable Segment run(int count) {
    for (int size = count; size > 0; size /= 2) {
      Segment found = size < LARGE_RUN ? fromOldest(size) : fromYoungest(size);
      if (found == null && size == count) {
        found = fromNew(size);
      }
      if (found != null) {
        usedGranules += found.granules();
        return found;
      }
    }
    return null;
  }

  private @Nullable Segment fromOldest(int count) {
    for (Slab slab : slabs) {
      int first = slab.take(count);
      if (first >= 0) {
        return new Segment(slab, first, count);
      }
    }
    return null;
  }

  private @Nullable Segment fromYoungest(int count) {
    for (int i = slabs.size() - 1; i >= 0; i--) {
      Slab slab = slabs.get(i);
      int first = slab.take(count);
      if (first >= 0) {
        return new Segment(slab, first, count);
      }
    }
    return null;
  }

  private @Nullable Segment fromNew(int wanted) {
    int granules = (int) Math.min(SLAB_GRANULES, capacityGranules - slabGranules);
    if (granules == 0) {
      return null;
    }
    Slab slab;
    try {
      slab = new Slab(granules);
    } catch (OutOfMemoryError e) {
      // Only the limit of memory outside the heap says so; what there is has to do.
      return null;
    }
    slabs.add(slab);
    slabGranules += granules;
    int count = Math.min(wanted, granules);
    return new Segment(slab, slab.take(count), count);
  }
}
