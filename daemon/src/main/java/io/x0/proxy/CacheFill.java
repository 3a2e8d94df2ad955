package io.x0.proxy;

import io.x0.cache.CacheSettings;
import io.x0.cache.Fields;
import io.x0.cache.Fill;
import io.x0.cache.Head;
import io.x0.cache.ObjectCache;
import io.x0.cache.StoredResponse;
import io.x0.cache.Vary;
import io.x0.cache.body.CachedBody;
import io.x0.director.Director;
import io.x0.director.Permit;
import io.x0.director.Rejection;
import io.x0.proxy.upstream.Upstream;
import io.x0.proxy.upstream.Upstream.Failure;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.jspecify.annotations.Nullable;

/**
 * Fetches a response into the cache, for whoever reads it from there. It depends on no client: the
 * one that caused it may leave, or there may never have been one. Thread-safe in this way: the
 * steps of the fetch follow each other; the leader may leave at any time.
 */
final class CacheFill implements Fetch.Receiver {
  private final ObjectCache cache;
  private final CacheSettings settings;
  private final HeaderRules rules;
  private final String key;
  private final Fields request;
  private final @Nullable StoredResponse before;
  private final Fill shared;
  private final Fetch fetch;
  private final AtomicReference<@Nullable Leader> leader;
  private final long purges;
  private final long requestSeconds;

  /** The request that causes a fill, as long as its client is there. */
  interface Leader {
    void onGranted(Permit permit, long waitNanos);

    /** What is stored still holds. */
    void onValidated(StoredResponse stored);

    /** The response is stored as it comes, and is read from there. */
    void onStoring(StoredResponse stored);

    /**
     * The response goes straight to this client, even if it is stored as well.
     *
     * @param body must be read to its end, or {@link Upstream.Body#fail failed}
     */
    void onDirect(int status, HttpFields headers, Upstream.Body body, boolean isStored);

    void onFailed(Failure failure);

    void onRejected(Rejection rejection);

    void onStopped(Throwable cause);
  }

  /**
   * @param before what is stored, to be validated, or null
   */
  CacheFill(
      Proxy proxy,
      Director director,
      HeaderRules rules,
      String key,
      Fetch.Order order,
      Fields request,
      CacheSettings settings,
      @Nullable StoredResponse before,
      Fill shared,
      @Nullable Leader leader) {
    this.cache = proxy.caches().of(director.name());
    this.settings = settings;
    this.rules = rules;
    this.key = key;
    this.request = request;
    this.before = before;
    this.shared = shared;
    this.leader = new AtomicReference<>(leader);
    this.purges = cache.purges();
    this.requestSeconds = cache.nowSeconds();
    this.fetch = new Fetch(proxy.upstream(), director, order, this);
  }

  void start() {
    fetch.start();
  }

  /** The client that caused it has left. */
  void leaderGone(Throwable cause) {
    Leader gone = leader.getAndSet(null);
    if (gone != null && shared.waiters() == 0) {
      // Nobody is known to want it. Once its head is here this does nothing.
      fetch.stop(cause);
      gone.onStopped(cause);
    } else if (gone != null) {
      gone.onStopped(cause);
    }
  }

  @Override
  public void onGranted(Permit permit, long waitNanos) {
    Leader led = leader.get();
    if (led != null) {
      led.onGranted(permit, waitNanos);
    }
  }

  @Override
  public void onHead(int status, HttpFields headers, Upstream.Body body) {
    HttpFields.Mutable passed = HttpFields.build();
    rules.toClient(headers, passed);
    Head head = new Head(status, CacheFields.of(passed), requestSeconds, cache.nowSeconds());
    if (status == 304 && before != null) {
      validated(before, head);
    } else if (status >= 500 && before != null && isStaleBetter(before)) {
      fetch.dismiss(new EofException("the stale response is served instead"));
      end();
      Leader led = leader.getAndSet(null);
      if (led != null) {
        led.onFailed(failed(status));
      }
    } else if (isStorable(head, headers)) {
      store(head, headers);
    } else {
      pass(status, headers);
    }
  }

  /** RFC 5861 §4: an answer of 500, 502, 503 or 504 is an error. */
  private boolean isStaleBetter(StoredResponse stored) {
    Head head = stored.head();
    long now = cache.nowSeconds();
    long overdue = head.age(now) - head.lifetime(settings.defaultTtl().toSeconds());
    return head.mayBeServedStale()
        && head.control().has("stale-if-error")
        && overdue < head.control().seconds("stale-if-error").orElse(0);
  }

  private static Failure failed(int status) {
    return new Failure(
        Failure.Kind.BROKEN, true, true, false, new EofException("the origin answers " + status));
  }

  private boolean isStorable(Head head, HttpFields headers) {
    return head.isStorable(request, settings)
        && headers.getLongField(HttpHeader.CONTENT_LENGTH) <= settings.maxObjectBytes();
  }

  private void validated(StoredResponse stored, Head head) {
    StoredResponse updated = stored.withHead(stored.head().updatedBy(head));
    cache.replace(key, stored, updated);
    new DiscardedBody(fetch, failure -> {}).read();
    Leader led = leader.getAndSet(null);
    if (led != null) {
      led.onValidated(updated);
    }
    shared.offer(updated);
    end();
  }

  private void pass(int status, HttpFields headers) {
    cache.markUncacheable(key);
    StoredResponse old = before;
    if (old != null && status < 500) {
      cache.remove(key, old);
    }
    end();
    Leader led = leader.getAndSet(null);
    if (led == null) {
      fetch.breakOff(new EofException("nobody wants the answer"));
    } else {
      led.onDirect(status, headers, new DirectBody(fetch), false);
    }
  }

  private void store(Head head, HttpFields headers) {
    long length = headers.getLongField(HttpHeader.CONTENT_LENGTH);
    boolean isKnown = length >= 0;
    CachedBody stored = cache.newBody(isKnown ? length : settings.maxObjectBytes(), length);
    Vary vary = Vary.of(head.fields());
    StoredResponse response =
        new StoredResponse(head.stored(), vary, vary.values(request), stored, false);
    Leader led = leader.getAndSet(null);
    Pump pump = new Pump(response, length);
    if (led == null) {
      if (isKnown) {
        shared.offer(response);
      }
      pump.run();
    } else if (isKnown) {
      shared.offer(response);
      // What this client gets is the response as it came; what no-cache names is for it, too.
      led.onStoring(response.withHead(head));
      pump.run();
    } else {
      // It may turn out to be too large for the cache, but not for the client.
      led.onDirect(head.status(), headers, pump, true);
    }
  }

  private void end() {
    cache.leave(key, shared);
    shared.decline();
    fetch.release();
  }

  @Override
  public void onFailed(Failure failure) {
    end();
    Leader led = leader.getAndSet(null);
    if (led != null) {
      led.onFailed(failure);
    }
  }

  @Override
  public void onRejected(Rejection rejection) {
    end();
    Leader led = leader.getAndSet(null);
    if (led != null) {
      led.onRejected(rejection);
    }
  }

  @Override
  public void onStopped(Throwable cause) {
    end();
    Leader led = leader.getAndSet(null);
    if (led != null) {
      led.onStopped(cause);
    }
  }

  /**
   * Moves the body into the cache: as fast as it comes, or as its client takes it, and without the
   * client once that has left. Confined to serial callbacks.
   */
  private final class Pump implements Runnable, Upstream.Body {
    private final StoredResponse response;
    private final long expected;
    private boolean isStoring = true;
    private boolean isStored;

    /**
     * @param expected how many bytes there will be, or -1
     */
    Pump(StoredResponse response, long expected) {
      this.response = response;
      this.expected = expected;
    }

    @Override
    public void run() {
      while (true) {
        Content.Chunk chunk = read();
        if (chunk == null) {
          fetch.demand(this);
          return;
        }
        chunk.release();
        if (chunk.isLast()) {
          return;
        }
        if (!isStoring && !isStored) {
          fetch.breakOff(new EofException("the response is larger than the cache takes"));
          return;
        }
      }
    }

    @Override
    public Content.@Nullable Chunk read() {
      Content.Chunk chunk = fetch.read();
      if (chunk == null || !isStoring) {
        return chunk;
      }
      if (Content.Chunk.isFailure(chunk)) {
        stopStoring(chunk.getFailure());
        return chunk;
      }
      long length = response.body().length() + chunk.remaining();
      boolean isWhole = chunk.isLast() || length == expected;
      if (isWhole) {
        // Before a client can have read all of it, so that its next request finds it.
        cache.store(key, response, purges);
        cache.leave(key, shared);
      }
      if (!response.body().append(chunk.getByteBuffer().duplicate())) {
        cache.remove(key, response);
        cache.markUncacheable(key);
        stopStoring(new EofException("the response is larger than the cache takes"));
        return chunk;
      }
      if (isWhole) {
        isStoring = false;
        isStored = true;
        response.body().complete();
        shared.offer(response);
        end();
        response.body().release();
      }
      return chunk;
    }

    private void stopStoring(Throwable cause) {
      isStoring = false;
      cache.leave(key, shared);
      response.body().fail(cause);
      end();
      response.body().release();
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
  }
}
