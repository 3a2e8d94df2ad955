package io.x0.proxy;

import io.x0.cache.Fields;
import io.x0.cache.Head;
import io.x0.cache.ObjectCache;
import io.x0.cache.Part;
import io.x0.cache.Parts;
import io.x0.cache.StoredResponse;
import io.x0.cache.Vary;
import io.x0.cache.body.CachedBody;
import io.x0.proxy.upstream.Upstream;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a copy of an answer that goes straight to its client, once all of it has passed: the answer
 * to a range, and that to a POST which says that it is the resource (RFC 9110 §9.3.3). Confined to
 * the steps of one request.
 */
final class DirectStore {
  private final ObjectCache cache;
  private final CachedRequest asked;
  private final String key;
  private final long purges;

  DirectStore(ObjectCache cache, CachedRequest asked, String key) {
    this.cache = cache;
    this.asked = asked;
    this.key = key;
    this.purges = cache.purges();
  }

  /**
   * Returns a body that is stored while the client reads it, or null if the answer is not to be
   * kept.
   *
   * @param head the answer's head without what is meant for the next hop
   * @param length of its content, or -1
   */
  Upstream.@Nullable Body keeping(Head head, long length, Upstream.Body body) {
    boolean isPart = head.status() == HttpStatus.PARTIAL_CONTENT_206;
    Part part = isPart ? Part.of(head.fields(), length).orElse(null) : null;
    if (!(asked.isStorableGet() || asked.isReplacedBy(head))
        || (isPart && part == null)
        || !head.isStorable(asked.fields(), asked.settings())
        || length > asked.settings().maxObjectBytes()) {
      return null;
    }
    Head kept = isPart ? Parts.stored(head) : head.stored();
    long limit = length < 0 ? asked.settings().maxObjectBytes() : length;
    // A POST that replaces the resource has made all before it obsolete just now.
    long since = asked.isGet() ? purges : cache.purges();
    return new Copied(kept, part, body, cache.newBody(limit, length), length, since);
  }

  /** Reads for the client, and keeps a copy of each chunk. */
  private final class Copied implements Upstream.Body {
    private final Head head;
    private final @Nullable Part part;
    private final Upstream.Body source;
    private final CachedBody copy;
    private final long expected;
    private final long since;
    private boolean isOver;

    Copied(
        Head head,
        @Nullable Part part,
        Upstream.Body source,
        CachedBody copy,
        long expected,
        long since) {
      this.head = head;
      this.part = part;
      this.source = source;
      this.copy = copy;
      this.expected = expected;
      this.since = since;
    }

    @Override
    public Content.@Nullable Chunk read() {
      Content.Chunk chunk = source.read();
      if (chunk == null || isOver) {
        return chunk;
      }
      if (Content.Chunk.isFailure(chunk)) {
        drop(chunk.getFailure());
      } else if (!copy.append(chunk.getByteBuffer().duplicate())) {
        drop(new IllegalStateException("no room"));
      } else if (chunk.isLast() || copy.length() == expected) {
        store();
      }
      return chunk;
    }

    private void store() {
      isOver = true;
      copy.complete();
      Fields request = asked.fields();
      Vary vary = Vary.of(head.fields());
      StoredResponse response =
          new StoredResponse(head, vary, vary.values(request), copy, part).at(asked.url());
      if (part == null) {
        cache.store(key, response, since);
      } else {
        Parts.store(cache, key, response, request, since);
      }
      copy.release();
    }

    private void drop(Throwable cause) {
      isOver = true;
      copy.fail(cause);
      copy.release();
    }

    @Override
    public void demand(Runnable demandCallback) {
      source.demand(demandCallback);
    }

    @Override
    public void fail(Throwable failure) {
      if (!isOver) {
        drop(failure);
      }
      source.fail(failure);
    }

    @Override
    public @Nullable HttpFields trailers() {
      return source.trailers();
    }
  }
}
