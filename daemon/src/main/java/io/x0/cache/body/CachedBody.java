package io.x0.cache.body;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one response body: written once, from front to end, by one writer, and read by many
 * at once while it grows and afterwards. Thread-safe, without a lock; {@link #append}, {@link
 * #complete} and {@link #fail} are for one thread at a time.
 *
 * <p>The memory belongs to an arena. Whoever uses a body holds a reference, and the last one to let
 * go gives the memory back: its maker holds the first, every {@link BodyReader} one more. Its
 * writer holds one as long as it appends.
 */
public final class CachedBody {
  /** About what it takes on the heap, and each of its segments. */
  private static final int OVERHEAD_BYTES = 72;

  private static final int SEGMENT_OVERHEAD_BYTES = 40;

  /** The first segment of a body of unknown length; the next are as long as what there is. */
  private static final int FIRST_SEGMENT_BYTES = 4096;

  private static final long LONGEST_SEGMENT_BYTES = (long) BodyArena.LONGEST_RUN * Slab.GRANULE;

  private static final AtomicIntegerFieldUpdater<CachedBody> REFERENCES =
      AtomicIntegerFieldUpdater.newUpdater(CachedBody.class, "references");

  private static final AtomicReferenceFieldUpdater<CachedBody, Waiter> WAITERS =
      AtomicReferenceFieldUpdater.newUpdater(CachedBody.class, Waiter.class, "waiters");

  private enum State {
    GROWING,
    COMPLETE,
    FAILED
  }

  private final BodyArena arena;
  private final long limitBytes;
  private final long expectedBytes;

  /** Absent until the first byte. */
  private volatile @Nullable Segment first;

  /** The one that is written to; the writer's. */
  private @Nullable Segment current;

  /** The last one there is; the writer's. */
  private @Nullable Segment tail;

  private volatile long length;
  private volatile long footprint = OVERHEAD_BYTES;

  /** Written before the state becomes {@code FAILED}. */
  private @Nullable Throwable failure;

  private volatile State state = State.GROWING;

  private volatile @Nullable Runnable whenFreed;

  // Only its updater reads it.
  @SuppressWarnings("UnusedVariable")
  private volatile int references = 1;

  private volatile @Nullable Waiter waiters;

  CachedBody(BodyArena arena, long limitBytes, long expectedBytes) {
    this.arena = arena;
    this.limitBytes = limitBytes;
    this.expectedBytes = Math.min(expectedBytes, limitBytes);
  }

  /**
   * Adds a copy of all bytes of {@code source}, or none of them.
   *
   * @return false if the body would become longer than its limit, or memory is used up; the source
   *     is untouched then
   * @throws IllegalStateException if the body has ended
   */
  public boolean append(ByteBuffer source) {
    requireGrowing("appended");
    int count = source.remaining();
    if (count == 0) {
      return true;
    }
    if (count > limitBytes - length || !makeRoom(count)) {
      return false;
    }
    while (source.hasRemaining()) {
      writable().write(source);
    }
    long longer = length + count;
    length = longer;
    Waiter.runAll(WAITERS.getAndSet(this, null));
    return true;
  }

  private boolean makeRoom(int count) {
    Segment segment = current;
    // All segments are full but the current one and those behind it, of which it may have some.
    long room = 0;
    for (Segment s = segment; s != null; s = s.next()) {
      room += s.room();
    }
    if (room >= count) {
      return true;
    }
    long missing = count - room;
    // What is only guessed is not worth letting go of other bodies.
    Segment more = arena.tryTake(Math.max(missing, guess(room)));
    if (more == null) {
      more = arena.take(missing);
    }
    if (more == null) {
      return false;
    }
    if (tail == null) {
      first = more;
      current = more;
    } else {
      tail.setNext(more);
    }
    long cost = footprint;
    for (Segment s = more; s != null; s = s.next()) {
      cost += s.capacity() + SEGMENT_OVERHEAD_BYTES;
      tail = s;
    }
    footprint = cost;
    return true;
  }

  /** Returns how many bytes will probably follow, at most those of one segment. */
  private long guess(long room) {
    long known = length + room;
    long more =
        expectedBytes > known
            ? expectedBytes - known
            : Math.min(Math.max(known, FIRST_SEGMENT_BYTES), limitBytes - known);
    return Math.min(more, LONGEST_SEGMENT_BYTES);
  }

  private Segment writable() {
    Segment segment = current;
    if (segment != null && segment.room() == 0) {
      segment = segment.next();
      current = segment;
    }
    if (segment == null) {
      throw new IllegalStateException("no room, although it was made");
    }
    return segment;
  }

  /** Says that nothing follows. */
  public void complete() {
    end(State.COMPLETE);
  }

  /** Says that the rest will never come: readers get the bytes there are, then the failure. */
  public void fail(Throwable cause) {
    requireGrowing("failed");
    failure = cause;
    end(State.FAILED);
  }

  private void end(State how) {
    requireGrowing("ended");
    Segment segment = current;
    if (segment != null) {
      long cost = footprint;
      for (Segment s = segment.next(); s != null; s = s.next()) {
        cost -= s.capacity() + SEGMENT_OVERHEAD_BYTES;
      }
      footprint = cost - arena.trim(segment);
    }
    state = how;
    Waiter.runAll(WAITERS.getAndSet(this, null));
  }

  private void requireGrowing(String what) {
    if (state != State.GROWING) {
      throw new IllegalStateException(what + " when it was " + state);
    }
  }

  /** Returns how many bytes there are so far. */
  public long length() {
    return length;
  }

  /** Returns whether all bytes are there. */
  public boolean isComplete() {
    return state == State.COMPLETE;
  }

  /** Returns whether nothing follows, because it is complete or because it failed. */
  public boolean hasEnded() {
    return state != State.GROWING;
  }

  /** Returns why it failed, or null when it did not. */
  public @Nullable Throwable failure() {
    return state == State.FAILED ? failure : null;
  }

  /** Returns what it costs: its memory as allocated, and about what it takes on the heap. */
  public long footprint() {
    return footprint;
  }

  /**
   * Takes one more reference.
   *
   * @return false if all were given back already: the body must not be touched then
   */
  public boolean retain() {
    return REFERENCES.getAndUpdate(this, n -> n == 0 ? 0 : n + 1) > 0;
  }

  /**
   * Gives a reference back; the last one gives the memory back.
   *
   * @throws IllegalStateException if there is none to give back
   */
  public void release() {
    int before = REFERENCES.getAndUpdate(this, n -> n == 0 ? 0 : n - 1);
    if (before == 0) {
      throw new IllegalStateException("released more often than retained");
    }
    if (before == 1) {
      arena.giveBack(first);
      Runnable task = whenFreed;
      if (task != null) {
        task.run();
      }
    }
  }

  /** Runs a task when the last reference is given back; its caller holds one. */
  public void whenFreed(Runnable task) {
    whenFreed = task;
  }

  /**
   * Returns a reader that begins at byte {@code from}, counted from 0, which need not be there yet.
   * The caller holds a reference; the reader takes one of its own.
   */
  public BodyReader reader(long from) {
    if (from < 0) {
      throw new IllegalArgumentException("from: " + from + " (expected: from 0)");
    }
    if (!retain()) {
      throw new IllegalStateException("read after its release");
    }
    return new BodyReader(this, from);
  }

  @Nullable Segment first() {
    return first;
  }

  /** Adds a task that runs when the body grows or ends; on the writer's thread, without a lock. */
  Waiter await(Runnable task) {
    while (true) {
      Waiter latest = waiters;
      Waiter added = new Waiter(task, latest);
      if (WAITERS.compareAndSet(this, latest, added)) {
        return added;
      }
    }
  }
}
