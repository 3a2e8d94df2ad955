package io.x0.proxy;

import io.x0.proxy.upstream.Upstream;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer that one client reads: when that leaves, the backend is stopped, or goes on
 * alone where the director says so. Confined to its reader's serial callbacks.
 */
final class DirectBody implements Upstream.Body {
  private final Fetch fetch;

  DirectBody(Fetch fetch) {
    this.fetch = fetch;
  }

  @Override
  public Content.@Nullable Chunk read() {
    return fetch.read();
  }

  @Override
  public void demand(Runnable demandCallback) {
    fetch.demand(demandCallback);
  }

  @Override
  public void fail(Throwable failure) {
    if (fetch.isDone()) {
      return;
    }
    if (fetch.goesOnAlone()) {
      new DiscardedBody(fetch, broken -> {}).read();
    } else {
      fetch.breakOff(failure);
    }
  }

  @Override
  public @Nullable HttpFields trailers() {
    return fetch.trailers();
  }
}
