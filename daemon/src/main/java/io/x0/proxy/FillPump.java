package io.x0.proxy;

import io.x0.cache.body.CachedBody;
import io.x0.proxy.upstream.Upstream;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.jspecify.annotations.Nullable;

/**
 * Moves the body of a response into the cache: as fast as it comes, or as its client takes it, and
 * without the client once that has left. Confined to serial callbacks.
 */
final class FillPump implements Runnable, Upstream.Body {
  /** What becomes of the body, each told once at most. */
  interface Keeper {
    /** All of it is about to be there: whoever asks from now on finds it. */
    void onWhole();

    /** It is there, and complete. */
    void onStored();

    /** It is not kept. */
    void onLost(boolean isTooLarge);
  }

  private final Fetch fetch;
  private final CachedBody stored;
  private final long expected;
  private final Keeper keeper;
  private boolean isStoring = true;
  private boolean isStored;

  /**
   * @param stored where it goes; what is in it already is in front
   * @param expected how many bytes there will be, or -1
   */
  FillPump(Fetch fetch, CachedBody stored, long expected, Keeper keeper) {
    this.fetch = fetch;
    this.stored = stored;
    this.expected = expected;
    this.keeper = keeper;
  }

  /** Reads on, whoever else does. */
  @Override
  public void run() {
    while (true) {
      Content.Chunk chunk = fetch.read();
      if (chunk == null) {
        fetch.demand(this);
        return;
      }
      boolean isLast = chunk.isLast();
      if (isStoring && !keep(chunk)) {
        leave(chunk);
        return;
      }
      chunk.release();
      if (isLast) {
        return;
      }
      if (!isStoring && !isStored) {
        fetch.breakOff(new EofException("the body cannot be stored"));
        return;
      }
    }
  }

  /** Reads for a client that takes it straight from here. */
  @Override
  public Content.@Nullable Chunk read() {
    Content.Chunk chunk = fetch.read();
    if (chunk != null && isStoring && !keep(chunk)) {
      lose(new EofException("the response is larger than the cache takes"), true);
    }
    return chunk;
  }

  /** Stores a chunk; false if there is no room for it. */
  private boolean keep(Content.Chunk chunk) {
    if (Content.Chunk.isFailure(chunk)) {
      lose(chunk.getFailure(), false);
      return true;
    }
    boolean isWhole = chunk.isLast() || stored.length() + chunk.remaining() == expected;
    if (isWhole) {
      // Before a client can have read all of it, so that its next request finds it.
      keeper.onWhole();
    }
    if (!stored.append(chunk.getByteBuffer().duplicate())) {
      return false;
    }
    if (isWhole) {
      isStoring = false;
      isStored = true;
      stored.complete();
      keeper.onStored();
      stored.release();
    }
    return true;
  }

  private void lose(Throwable cause, boolean isTooLarge) {
    isStoring = false;
    keeper.onLost(isTooLarge);
    stored.fail(cause);
    stored.release();
  }

  /** The cache takes no more, but who reads from there may: the first goes on without the cache. */
  private void leave(Content.Chunk chunk) {
    Overflow overflow = new Overflow(new Rest(chunk));
    stored.whenFreed(overflow::abandon);
    lose(overflow, true);
  }

  @Override
  public void demand(Runnable demandCallback) {
    fetch.demand(demandCallback);
  }

  /** Its client has left: others may want it. */
  @Override
  public void fail(Throwable failure) {
    if (fetch.isDone()) {
      return;
    }
    if (isStoring || isStored) {
      run();
    } else {
      fetch.breakOff(failure);
    }
  }

  @Override
  public @Nullable HttpFields trailers() {
    return fetch.trailers();
  }

  /** What the cache did not take, from a chunk on that was read already. */
  private final class Rest implements Upstream.Body {
    private Content.@Nullable Chunk first;

    Rest(Content.Chunk first) {
      this.first = first;
    }

    @Override
    public Content.@Nullable Chunk read() {
      Content.Chunk kept = first;
      first = null;
      return kept == null ? fetch.read() : kept;
    }

    @Override
    public void demand(Runnable demandCallback) {
      fetch.demand(demandCallback);
    }

    @Override
    public void fail(Throwable failure) {
      Content.Chunk kept = first;
      first = null;
      if (kept != null) {
        kept.release();
      }
      if (kept != null || !fetch.isDone()) {
        fetch.breakOff(failure);
      }
    }

    @Override
    public @Nullable HttpFields trailers() {
      return fetch.trailers();
    }
  }
}
