package io.x0.proxy;

import io.x0.cache.Head;
import io.x0.cache.Part;
import io.x0.cache.Parts;
import io.x0.director.Director;
import io.x0.director.Permit;
import io.x0.director.Rejection;
import io.x0.proxy.upstream.Upstream;
import io.x0.proxy.upstream.Upstream.Failure;
import io.x0.proxy.upstream.Upstream.UpstreamException;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.jspecify.annotations.Nullable;

/**
 * The rest of a body of which one client has read the beginning from the cache, which had no room
 * for more: asked of a backend once more, for this client alone. What is not surely of the same
 * version breaks the answer off. Thread-safe in this way: the steps of the fetch follow each other,
 * and its reader is confined to serial callbacks.
 */
final class ResumedBody implements Upstream.Body, Fetch.Receiver {
  private final Head head;
  private final long from;
  private final Fetch fetch;
  private final AtomicReference<@Nullable Runnable> waiting = new AtomicReference<>();

  /** Written before {@link #isDecided}. */
  private @Nullable UpstreamException failure;

  /** What the backend sends again although its client has it; written before {@link #isDecided}. */
  private long toSkip;

  private volatile boolean isDecided;

  /**
   * @param head of the version whose beginning was read; it has a strong tag
   * @param from the first byte that lacks
   */
  ResumedBody(Director director, CachedRequest asked, Head head, long from) {
    this.head = head;
    this.from = from;
    Order order = asked.order();
    this.fetch =
        new Fetch(director, order.with(CacheFields.completing(order.headers(), head, from)), this);
  }

  /** Begins to ask. */
  ResumedBody start() {
    fetch.start();
    return this;
  }

  @Override
  public void onGranted(Permit permit, long waitNanos) {
    // The client was told who served it with the head.
  }

  @Override
  public void onHead(int status, HttpFields headers, Upstream.Body body) {
    Head come = new Head(status, CacheFields.of(headers), 0, 0);
    boolean isRest =
        status == HttpStatus.PARTIAL_CONTENT_206
            && Part.of(come.fields(), headers.getLongField(HttpHeader.CONTENT_LENGTH))
                .map(part -> part.first() == from)
                .orElse(false);
    boolean isWhole = status == HttpStatus.OK_200;
    if (!(isRest || isWhole) || !Parts.areOfOneVersion(head, come)) {
      EofException cause = new EofException("it has changed while it was being sent");
      fetch.breakOff(cause);
      fail(new Failure(Failure.Kind.BROKEN, true, true, false, cause));
      return;
    }
    toSkip = isWhole ? from : 0;
    decided();
  }

  @Override
  public void onFailed(Failure cause) {
    fail(cause);
  }

  @Override
  public void onRejected(Rejection rejection) {
    onStopped(new EofException("no backend for the rest: " + rejection));
  }

  @Override
  public void onStopped(Throwable cause) {
    fail(new Failure(Failure.Kind.BROKEN, false, false, false, cause));
  }

  private void fail(Failure cause) {
    failure = new UpstreamException(cause);
    decided();
  }

  private void decided() {
    isDecided = true;
    wake();
  }

  private void wake() {
    Runnable reader = waiting.getAndSet(null);
    if (reader != null) {
      reader.run();
    }
  }

  @Override
  public Content.@Nullable Chunk read() {
    if (!isDecided) {
      return null;
    }
    UpstreamException cause = failure;
    if (cause != null) {
      return Content.Chunk.from(cause, true);
    }
    while (true) {
      Content.Chunk chunk = fetch.read();
      if (chunk == null || Content.Chunk.isFailure(chunk)) {
        return chunk;
      }
      int known = (int) Math.min(toSkip, chunk.remaining());
      toSkip -= known;
      if (known > 0) {
        chunk.getByteBuffer().position(chunk.getByteBuffer().position() + known);
      }
      if (toSkip > 0 && chunk.isLast()) {
        chunk.release();
        EofException shorter = new EofException("it is shorter than what was sent of it");
        return Content.Chunk.from(
            new UpstreamException(new Failure(Failure.Kind.BROKEN, true, true, false, shorter)),
            true);
      }
      if (chunk.hasRemaining() || chunk.isLast()) {
        return chunk;
      }
      chunk.release();
    }
  }

  @Override
  public void demand(Runnable demandCallback) {
    if (isDecided) {
      demandNow(demandCallback);
      return;
    }
    waiting.set(demandCallback);
    // It may have been decided before the callback could be seen.
    if (isDecided) {
      wake();
    }
  }

  private void demandNow(Runnable demandCallback) {
    if (failure == null) {
      fetch.demand(demandCallback);
    } else {
      demandCallback.run();
    }
  }

  /** Its client has left. */
  @Override
  public void fail(Throwable cause) {
    if (!isDecided) {
      fetch.stop(cause);
    } else if (failure == null && !fetch.isDone()) {
      fetch.breakOff(cause);
    }
  }

  /** The client was told of none with the head. */
  @Override
  public @Nullable HttpFields trailers() {
    return null;
  }
}
