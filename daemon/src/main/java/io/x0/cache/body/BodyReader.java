package io.x0.cache.body;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A place in a body, from which it is read to the end. For one thread at a time, but {@link #close}
 * may come from any.
 *
 * <p>What it hands out is the memory of the body itself: it may be used until the reader is closed,
 * and not afterwards. A reader that rests costs nothing but that the body stays.
 */
public final class BodyReader implements AutoCloseable {
  private final CachedBody body;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Where it is, or absent as long as nothing was read. */
  private @Nullable Segment segment;

  /** The place in the segment. */
  private int at;

  /** How many bytes in front of the beginning are still to be passed over. */
  private long toSkip;

  private long position;
  private volatile @Nullable Waiter waiter;

  BodyReader(CachedBody body, long from) {
    this.body = body;
    this.toSkip = from;
    this.position = from;
  }

  /** Returns the next bytes, as many as lie together, or null when there are none now. */
  public @Nullable ByteBuffer next() {
    if (closed.get()) {
      throw new IllegalStateException("read after close");
    }
    while (true) {
      Segment from = segment == null ? body.first() : segment;
      segment = from;
      if (from == null) {
        return null;
      }
      int available = from.published() - at;
      if (toSkip > 0) {
        int skipped = (int) Math.min(available, toSkip);
        at += skipped;
        available -= skipped;
        toSkip -= skipped;
      }
      if (available > 0) {
        ByteBuffer bytes = from.slice(at, available);
        at += available;
        position += available;
        return bytes;
      }
      if (at < from.capacity()) {
        return null;
      }
      Segment following = from.next();
      if (following == null) {
        return null;
      }
      segment = following;
      at = 0;
    }
  }

  /** Returns where in the body the next byte lies. */
  public long position() {
    return position;
  }

  /** Returns whether the body is complete and everything was read. */
  public boolean isEnd() {
    return body.isComplete() && position >= body.length();
  }

  /** Returns why nothing follows what was read, or null if something will or the end is reached. */
  public @Nullable Throwable failure() {
    Throwable cause = body.failure();
    return cause != null && position >= body.length() ? cause : null;
  }

  /** Returns whether it has read all there is of a body that failed, and no more than that. */
  public boolean isAtFailure() {
    return body.failure() != null && position == body.length();
  }

  /**
   * Runs {@code task} once when there is something new: bytes, the end, or a failure. If there is
   * already it runs at once on the caller's stack, otherwise on the writer's: it must neither block
   * nor throw. A task that waits is replaced.
   */
  public void onAvailable(Runnable task) {
    Waiter previous = waiter;
    if (previous != null) {
      previous.cancel();
    }
    Waiter added = body.await(task);
    waiter = added;
    // Whoever wrote before he could see the waiter did not wake it.
    if (closed.get()) {
      added.cancel();
    } else if (position < body.length() || body.hasEnded()) {
      added.run();
    }
  }

  /** Gives back the reference; no task runs any more that has not begun. Does nothing again. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      Waiter waiting = waiter;
      if (waiting != null) {
        waiting.cancel();
      }
      body.release();
    }
  }
}
