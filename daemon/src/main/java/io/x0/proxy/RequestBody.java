package io.x0.proxy;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;

/**
 * The body of a client's request, for one attempt after the other. While it is streamed to a
 * backend its beginning is kept, up to a limit: another attempt gets that again, and then what the
 * client sends further. Thread-safe, as long as the attempts follow each other.
 *
 * <p>What was read and not kept is gone, so from then on no attempt can follow.
 */
final class RequestBody {
  private final Content.Source source;
  private final int limit;

  /** An attempt that ended may have left its demand at the source, which takes only one. */
  private final AtomicBoolean isDemanded = new AtomicBoolean();

  private final AtomicReference<@Nullable Runnable> waiting = new AtomicReference<>();
  private final ReentrantLock lock = new ReentrantLock();

  /** What was read so far, in its first {@code size} bytes; null when it is not kept. */
  @GuardedBy("lock")
  private byte @Nullable [] kept;

  @GuardedBy("lock")
  private int size;

  @GuardedBy("lock")
  private boolean isRead;

  private volatile boolean isComplete;

  /**
   * @param source what the client sends
   * @param length its length in bytes, or -1 when it is not known
   * @param limit most bytes that are kept
   */
  RequestBody(Content.Source source, long length, int limit) {
    this.source = source;
    this.limit = limit;
    // One that is known to be too long is not even begun to be kept.
    kept = limit > 0 && length <= limit ? new byte[0] : null;
  }

  /** Returns whether a request has a body. */
  static boolean isIn(Request request) {
    return request.getLength() != 0
        && (request.getLength() > 0
            || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)
            || request.getConnectionMetaData().getHttpVersion().getVersion() >= 20);
  }

  /** Returns whether another attempt would get the body as a whole. */
  boolean isRepeatable() {
    lock.lock();
    try {
      return !isRead || kept != null;
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether the client has sent all of it, and it was read. */
  boolean isComplete() {
    return isComplete;
  }

  /** Lets go of what was kept: no other attempt will follow. */
  void release() {
    lock.lock();
    try {
      kept = null;
    } finally {
      lock.unlock();
    }
  }

  /** Returns how many bytes are kept now. */
  int keptBytes() {
    lock.lock();
    try {
      return kept == null ? 0 : size;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the body from its beginning, for the next attempt; call it while it is repeatable. */
  Attempt attempt() {
    lock.lock();
    try {
      // What is kept later goes behind these bytes, or into another array.
      return new Attempt(kept == null ? BufferUtil.EMPTY_BUFFER : ByteBuffer.wrap(kept, 0, size));
    } finally {
      lock.unlock();
    }
  }

  private void keep(Content.Chunk chunk) {
    ByteBuffer bytes = chunk.getByteBuffer();
    if (!bytes.hasRemaining()) {
      return;
    }
    lock.lock();
    try {
      isRead = true;
      if (kept == null) {
        return;
      }
      int needed = size + bytes.remaining();
      if (needed > limit) {
        kept = null;
        return;
      }
      if (needed > kept.length) {
        kept = Arrays.copyOf(kept, Math.min(limit, Math.max(needed, 2 * kept.length)));
      }
      bytes.duplicate().get(kept, size, bytes.remaining());
      size = needed;
    } finally {
      lock.unlock();
    }
  }

  private void onAvailable() {
    isDemanded.set(false);
    Runnable callback = waiting.getAndSet(null);
    if (callback != null) {
      callback.run();
    }
  }

  /** The body as one attempt reads it. Confined to the attempt's serial reads. */
  final class Attempt implements Content.Source {
    private final ByteBuffer again;
    private final AtomicLong bytes = new AtomicLong();

    Attempt(ByteBuffer again) {
      this.again = again;
    }

    /** Returns how many bytes the attempt has read. */
    long bytes() {
      return bytes.get();
    }

    @Override
    public Content.@Nullable Chunk read() {
      Content.Chunk chunk = again.hasRemaining() ? repeated() : next();
      if (chunk != null && !Content.Chunk.isFailure(chunk)) {
        bytes.addAndGet(chunk.remaining());
      }
      return chunk;
    }

    private Content.Chunk repeated() {
      ByteBuffer all = again.slice().asReadOnlyBuffer();
      again.position(again.limit());
      return Content.Chunk.from(all, isComplete);
    }

    private Content.@Nullable Chunk next() {
      if (isComplete) {
        return Content.Chunk.EOF;
      }
      if (isDemanded.get()) {
        return null;
      }
      Content.Chunk chunk = source.read();
      if (chunk != null && !Content.Chunk.isFailure(chunk)) {
        keep(chunk);
        isComplete = chunk.isLast();
      }
      return chunk;
    }

    @Override
    public void demand(Runnable demandCallback) {
      waiting.set(demandCallback);
      if (isDemanded.compareAndSet(false, true)) {
        source.demand(RequestBody.this::onAvailable);
      }
    }

    @Override
    public void fail(Throwable failure) {
      // An attempt failed, not the client's request: what it still holds serves the next attempt.
    }
  }
}
