package io.x0.proxy;

import io.x0.cache.CacheControl;
import io.x0.cache.CacheSettings;
import io.x0.cache.Fields;
import io.x0.cache.Fill;
import io.x0.cache.Head;
import io.x0.cache.ObjectCache;
import io.x0.cache.Part;
import io.x0.cache.Parts;
import io.x0.cache.StoredResponse;
import io.x0.cache.Vary;
import io.x0.cache.body.CachedBody;
import io.x0.director.Director;
import io.x0.director.Permit;
import io.x0.director.Rejection;
import io.x0.proxy.upstream.Upstream;
import io.x0.proxy.upstream.Upstream.Failure;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EofException;
import org.jspecify.annotations.Nullable;

/**
 * Fetches a response into the cache, for whoever reads it from there. It depends on no client: the
 * one that caused it may leave, or there may never have been one. Thread-safe in this way: the
 * steps of the fetch follow each other; the leader may leave at any time.
 */
final class CacheFill implements Fetch.Receiver {
  private final Director director;
  private final HeaderRules rules;
  private final ObjectCache cache;
  private final CachedRequest asked;
  private final CacheSettings settings;
  private final String key;
  private final String url;
  private final Fields request;
  private final Fill shared;
  private final AtomicReference<@Nullable Leader> leader;
  private final long purges;
  private volatile @Nullable StoredResponse before;
  private volatile Fetch fetch;
  private volatile long requestSeconds;

  /** The request that causes a fill, as long as its client is there. */
  interface Leader {
    /** Returns whether it has something to serve if no backend answers. */
    boolean canDoWithout();

    void onGranted(Permit permit, long waitNanos);

    /** What is stored still holds. */
    void onValidated(StoredResponse stored);

    /** The response is stored as it comes, and is read from there. */
    void onStoring(StoredResponse stored, int backendStatus);

    /**
     * The response goes straight to this client, even if it is stored as well.
     *
     * @param head its head, without what is meant for the next hop
     * @param body must be read to its end, or {@link Upstream.Body#fail failed}
     */
    void onDirect(Head head, HttpFields headers, Upstream.Body body, boolean isStored);

    void onFailed(Failure failure);

    void onRejected(Rejection rejection);

    void onStopped(Throwable cause);
  }

  /**
   * @param before what is stored, to be validated or completed, or null
   */
  CacheFill(
      Proxy proxy,
      Director director,
      HeaderRules rules,
      CachedRequest asked,
      @Nullable StoredResponse before,
      Fill shared,
      @Nullable Leader leader) {
    this.director = director;
    this.rules = rules;
    this.asked = asked;
    this.settings = asked.settings();
    this.key = asked.key();
    this.url = asked.url();
    this.request = asked.fields();
    this.before = before;
    this.shared = shared;
    this.leader = new AtomicReference<>(leader);
    this.cache = proxy.caches().of(director.name());
    this.purges = cache.purges();
    this.requestSeconds = cache.nowSeconds();
    this.fetch = new Fetch(director, asked.about(before), this);
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
  public boolean canDoWithout() {
    Leader led = leader.get();
    return led != null && led.canDoWithout();
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
    StoredResponse stored = before;
    Part part = stored == null ? null : stored.part();
    if (stored != null && part == null && status == HttpStatus.NOT_MODIFIED_304) {
      if (stored.head().isMeantBy(head)) {
        validated(stored, head);
      } else {
        cache.remove(key, stored);
        fetchWhole();
      }
    } else if (stored != null && part != null && isAboutRanges(status)) {
      if (!complete(stored, part, head, headers)) {
        fetchWhole();
      }
    } else if (status >= 500 && stored != null && isStaleBetter(stored)) {
      fetch.dismiss(new EofException("the stale response is served instead"));
      end();
      Leader led = leader.getAndSet(null);
      if (led != null) {
        led.onFailed(failed(status));
      }
    } else if (isStorable(head, headers)) {
      store(head, headers);
    } else {
      pass(head, headers);
    }
  }

  private static boolean isAboutRanges(int status) {
    return status == HttpStatus.PARTIAL_CONTENT_206
        || status == HttpStatus.RANGE_NOT_SATISFIABLE_416;
  }

  /** What came is about something else than what is stored: asks for all of it. */
  private void fetchWhole() {
    fetch.dismiss(new EofException("it is about another version"));
    before = null;
    requestSeconds = cache.nowSeconds();
    Fetch whole = new Fetch(director, asked.unconditional(), this);
    fetch = whole;
    whole.start();
  }

  /** RFC 5861 §4: an answer of 500, 502, 503 or 504 is an error. */
  private boolean isStaleBetter(StoredResponse stored) {
    Head head = stored.head();
    CacheControl control = head.control();
    long now = cache.nowSeconds();
    long overdue = head.age(now) - head.lifetime(settings.defaultTtl().toSeconds());
    long allowed =
        Math.max(
            control.seconds("stale-if-error").orElse(0),
            asked.control().seconds("stale-if-error").orElse(0));
    return head.mayBeServedStale() && overdue < allowed;
  }

  private static Failure failed(int status) {
    return new Failure(
        Failure.Kind.BROKEN, true, true, false, new EofException("the origin answers " + status));
  }

  private boolean isStorable(Head head, HttpFields headers) {
    return head.status() != HttpStatus.PARTIAL_CONTENT_206
        && !headers.contains(SentFile.FIELD)
        && head.isStorable(request, settings)
        && headers.getLongField(HttpHeader.CONTENT_LENGTH) <= settings.maxObjectBytes();
  }

  private void validated(StoredResponse stored, Head head) {
    StoredResponse answer = stored.withHead(stored.head().updatedBy(head), request);
    // Its client gets the cookie that came now; nobody else does.
    Head kept =
        settings.storeCookies() ? head : head.with(head.fields().without(Set.of("set-cookie")));
    StoredResponse updated = stored.withHead(stored.head().updatedBy(kept).stored(), request);
    boolean isKept = updated.head().isStorable(request, settings);
    if (isKept) {
      cache.replace(key, stored, updated, purges);
    }
    new DiscardedBody(fetch, failure -> {}).read();
    Leader led = leader.getAndSet(null);
    if (led != null) {
      led.onValidated(answer);
    }
    if (isKept) {
      shared.offer(updated);
    } else {
      cache.remove(key, stored);
    }
    end();
  }

  private void pass(Head head, HttpFields headers) {
    cache.markUncacheable(key);
    StoredResponse old = before;
    if (old != null && head.status() < 500) {
      cache.remove(key, old);
    }
    end();
    Leader led = leader.getAndSet(null);
    if (led == null) {
      fetch.breakOff(new EofException("nobody wants the answer"));
    } else {
      led.onDirect(head, headers, new DirectBody(fetch), false);
    }
  }

  /** Puts the rest behind what is stored; false if it is not the rest of that. */
  private boolean complete(StoredResponse stored, Part part, Head rest, HttpFields headers) {
    long have = stored.body().length();
    Part next =
        Part.of(rest.fields(), headers.getLongField(HttpHeader.CONTENT_LENGTH)).orElse(null);
    if (rest.status() != HttpStatus.PARTIAL_CONTENT_206
        || next == null
        || next.first() != have
        || next.total() != part.total()
        || have + headers.getLongField(HttpHeader.CONTENT_LENGTH) != part.total()
        || !Parts.areOfOneVersion(stored.head(), rest)) {
      return false;
    }
    Head whole = Parts.whole(stored.head(), rest, part.total());
    if (!whole.isStorable(request, settings) || part.total() > settings.maxObjectBytes()) {
      return false;
    }
    CachedBody body = cache.newBody(part.total(), part.total());
    if (!stored.body().retain()) {
      body.release();
      return false;
    }
    try {
      if (!Parts.append(body, stored.body(), 0)) {
        body.release();
        return false;
      }
    } finally {
      stored.body().release();
    }
    pump(whole, body, part.total(), rest.status());
    return true;
  }

  private void store(Head head, HttpFields headers) {
    long length = headers.getLongField(HttpHeader.CONTENT_LENGTH);
    if (length >= 0) {
      pump(head, cache.newBody(length, length), length, head.status());
      return;
    }
    if (!cache.hasOverflowed(key) && !headers.contains(HttpHeader.TRAILER)) {
      pump(head, cache.newBody(settings.maxObjectBytes(), -1), -1, head.status());
      return;
    }
    CachedBody body = cache.newBody(settings.maxObjectBytes(), length);
    FillPump pump = new FillPump(fetch, body, length, new Kept(response(head, body)));
    Leader led = leader.getAndSet(null);
    if (led == null) {
      pump.run();
    } else {
      // It may turn out to be too large for the cache again, or has trailers for its client: the
      // others wait until all of it is there.
      led.onDirect(head, headers, pump, true);
    }
  }

  private void pump(Head head, CachedBody body, long length, int backendStatus) {
    StoredResponse response = response(head, body);
    Leader led = leader.getAndSet(null);
    FillPump pump = new FillPump(fetch, body, length, new Kept(response));
    shared.offer(response);
    if (led != null) {
      // What this client gets is the response as it came; what no-cache names is for it, too.
      led.onStoring(response.withHead(head), backendStatus);
    }
    pump.run();
  }

  private StoredResponse response(Head head, CachedBody body) {
    Vary vary = Vary.of(head.fields());
    return new StoredResponse(head.stored(), vary, vary.values(request), body).at(url);
  }

  /** Puts the response into the cache when all of it is there. */
  private final class Kept implements FillPump.Keeper {
    private final StoredResponse response;

    Kept(StoredResponse response) {
      this.response = response;
    }

    @Override
    public void onWhole() {
      cache.store(key, response, purges);
      cache.leave(key, shared);
    }

    @Override
    public void onStored() {
      cache.completed(key, response, purges);
      shared.offer(response);
      end();
    }

    @Override
    public void onLost(boolean isTooLarge) {
      cache.remove(key, response);
      if (isTooLarge) {
        cache.markUncacheable(key);
        cache.markOverflowed(key);
      }
      end();
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
}
