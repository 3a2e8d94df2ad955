package io.x0.proxy;

import io.x0.cache.CacheControl;
import io.x0.cache.CacheSettings;
import io.x0.cache.CacheStats.Event;
import io.x0.cache.Fields;
import io.x0.cache.Fill;
import io.x0.cache.Head;
import io.x0.cache.Lookup;
import io.x0.cache.Lookup.Use;
import io.x0.cache.ObjectCache;
import io.x0.cache.StoredResponse;
import io.x0.director.Affinity;
import io.x0.director.Director;
import io.x0.director.Permit;
import io.x0.director.Rejection;
import io.x0.proxy.upstream.Upstream;
import io.x0.proxy.upstream.Upstream.Failure;
import java.time.Duration;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * One balanced request that passes the cache: served from there, from the fill of another request,
 * or by a backend. Thread-safe in this way: the steps of the request follow each other, and the
 * client's departure may come at any time between.
 *
 * <pre>
 *   find: fresh ------------------------------------------> deliver
 *         stale, while it is refreshed -------------------> deliver, fill in the background
 *         stale, and no backend is usable ----------------> deliver
 *         stale, or none: lead a fill, or join the one of another
 *              stored, or still valid --------------------> deliver
 *              for this client alone ---------------------> relay
 *              no answer: stale if that is allowed -------> deliver, otherwise 502, 503 or 504
 *         a range that is not there, or not for a cache --> relay, and keep a copy if allowed
 * </pre>
 */
final class CachedFlow implements Fetch.Receiver, CacheFill.Leader, ResponseRelay.Observer {
  private static final Lookup NOTHING = new Lookup(null, Use.NONE, 0, 0);

  /** A fill may turn out to be of another variant; after that many it is not worth the wait. */
  private static final int MOST_WAITS = 2;

  private final Proxy proxy;
  private final Exchange exchange;
  private final Director director;
  private final ClientSide client;
  private final CacheSettings settings;
  private final ObjectCache cache;
  private final CachedRequest asked;
  private final Fields request;
  private final CacheControl control;
  private final String key;
  private final BeyondMemory beyond;
  private final FillWait wait;
  private final Delivery delivery;
  private final DirectStore copies;
  private volatile Lookup found = NOTHING;
  private volatile CacheStatus status = CacheStatus.forwarded("bypass");
  private volatile @Nullable CacheFill leading;
  private volatile @Nullable Fetch direct;
  private volatile Upstream.@Nullable Body relaying;
  private long requestSeconds;
  private int waits;

  CachedFlow(
      Proxy proxy,
      Exchange exchange,
      Director director,
      CacheSettings settings,
      Affinity affinity,
      Callback callback) {
    this.proxy = proxy;
    this.exchange = exchange;
    this.director = director;
    this.settings = settings;
    this.cache = proxy.caches().of(director.name());
    asked =
        CachedRequest.of(
            exchange.request(),
            exchange.order(affinity),
            settings,
            exchange.headers().trusted().sent(exchange.request()));
    request = asked.fields();
    control = asked.control();
    key = asked.key();
    beyond = new BeyondMemory(cache, key, request, exchange.request());
    client =
        new ClientSide(
            proxy,
            exchange,
            director,
            Callback.from(callback, beyond::release),
            this::onClientGone);
    wait = new FillWait(exchange.request(), proxy.scheduler(), settings.lockTimeout(), client);
    delivery =
        new Delivery(
            exchange,
            client,
            request,
            settings,
            cache,
            (head, from) -> new ResumedBody(director, asked, head, from).start());
    copies = new DirectStore(cache, asked, key);
  }

  void start() {
    client.start();
    if (asked.isForCache()) {
      cache.stats().count(Event.LOOKUP);
      look();
      return;
    }
    cache.stats().count(Event.BYPASSED);
    status = CacheStatus.forwarded(asked.isSafe() ? "bypass" : "method");
    direct();
  }

  private void look() {
    found = cache.find(key, request, control, settings, beyond.loaded());
    StoredResponse stored = found.stored();
    if (stored == null && beyond.isWorthALoad()) {
      wait.begin(beyond::load, loaded -> lookIfHere(), this::lookIfHere);
      return;
    }
    switch (found.use()) {
      case FRESH -> deliver(stored, Event.HIT, CacheStatus.hit(found.ttl()).with(beyond.detail()));
      case STALE_WHILE_REVALIDATE -> {
        refresh();
        deliver(stored, Event.STALE, CacheStatus.refreshing(found));
      }
      case STALE_ON_ERROR -> {
        if (director.usable() == 0 && !control.has("only-if-cached")) {
          deliver(stored, Event.STALE, CacheStatus.hit(found.ttl()).with("no-backend"));
        } else {
          ask();
        }
      }
      case VALIDATE, NONE -> ask();
    }
  }

  /** What is stored does not do, or nothing is. */
  private void ask() {
    StoredResponse stored = found.stored();
    status = CacheStatus.forwarded(found, cache.has(key));
    if (control.has("only-if-cached")) {
      client.respond(504, "it is not in the cache", Duration.ZERO);
      return;
    }
    if (waits == 0) {
      cache.stats().count(stored == null ? Event.MISS : Event.EXPIRED);
    }
    if (!asked.isStorableGet() || (stored == null && request.has("Range"))) {
      direct();
      return;
    }
    StoredResponse before =
        stored == null ? cache.findBeginning(key, request, control, settings) : stored;
    status = stored == null && before != null ? CacheStatus.forwarded("partial") : status;
    Fill mine = new Fill(request, asked.url());
    // Who wants no answer that is older than the request gets none of a fetch that began before.
    boolean isAlone =
        asked.wantsNewAnswer()
            || waits >= MOST_WAITS
            || (stored == null && cache.isUncacheable(key));
    Fill running = isAlone ? mine : cache.joinOrLead(key, request, control, settings, mine);
    if (running != mine) {
      join(running, stored);
      return;
    }
    Lookup again = isAlone ? found : cache.find(key, request, control, settings);
    StoredResponse come = again.stored();
    if (again.use() == Use.FRESH && come != null) {
      // Another fill has ended since.
      cache.leave(key, mine);
      mine.offer(come);
      deliver(come, Event.HIT, CacheStatus.hit(again.ttl()));
    } else {
      lead(mine, before, this);
    }
  }

  private void lead(Fill mine, @Nullable StoredResponse before, CacheFill.@Nullable Leader leader) {
    CacheFill fill =
        new CacheFill(proxy, director, exchange.headers(), asked, before, mine, leader);
    if (leader != null) {
      leading = fill;
    }
    fill.start();
    Throwable gone = client.gone();
    if (leader != null && gone != null) {
      fill.leaderGone(gone);
    }
  }

  /** Asks whether what is stored still holds, while that is being served. */
  private void refresh() {
    Fill mine = new Fill(request, asked.url());
    if (cache.joinOrLead(key, request, control, settings, mine) == mine) {
      lead(mine, found.stored(), null);
    }
  }

  private void join(Fill running, @Nullable StoredResponse stored) {
    boolean mayBeStale = found.use() == Use.STALE_ON_ERROR;
    if (mayBeStale && !settings.lockOnUpdate()) {
      deliver(stored, Event.STALE, CacheStatus.refreshing(found));
      return;
    }
    waits++;
    wait.begin(
        running::await,
        this::onShared,
        () -> {
          if (client.isHere() && mayBeStale) {
            deliver(stored, Event.STALE, CacheStatus.refreshing(found));
          } else if (client.gone() == null) {
            direct();
          }
        });
  }

  private void lookIfHere() {
    if (client.isHere()) {
      look();
    }
  }

  private void onShared(@Nullable StoredResponse shared) {
    if (!client.isHere()) {
      return;
    }
    if (shared != null
        && shared.fits(request)
        && Lookup.of(shared, control, settings, cache.nowSeconds()).use() == Use.FRESH) {
      deliver(shared, Event.COLLAPSED, status.collapsed());
    } else {
      // It was for others: asks again, for its own variant.
      look();
    }
  }

  /** Asks a backend for this client alone. */
  private void direct() {
    requestSeconds = cache.nowSeconds();
    Fetch fetch = new Fetch(director, asked.order(), this);
    direct = fetch;
    fetch.start();
    Throwable gone = client.gone();
    if (gone != null) {
      fetch.stop(gone);
    }
  }

  @Override
  public void onGranted(Permit permit, long waitNanos) {
    client.servedBy(permit, waitNanos);
  }

  @Override
  public void onHead(int code, HttpFields headers, Upstream.Body body) {
    Fetch fetch = direct;
    HttpFields.Mutable passed = HttpFields.build();
    exchange.headers().toClient(headers, passed);
    Head head = new Head(code, CacheFields.of(passed), requestSeconds, cache.nowSeconds());
    if (!asked.isSafe() && code >= 200 && code < 400) {
      asked.obsolete(headers).forEach(cache::invalidate);
    }
    if (asked.isHead()) {
      delivery.learnFromHead(key, found.stored(), head);
    }
    Upstream.Body answer = fetch == null ? body : new DirectBody(fetch);
    Upstream.Body kept =
        headers.contains(SentFile.FIELD)
            ? null
            : copies.keeping(head, headers.getLongField(HttpHeader.CONTENT_LENGTH), answer);
    relay(head, headers, kept == null ? answer : kept, kept != null);
  }

  @Override
  public void onDirect(Head head, HttpFields headers, Upstream.Body body, boolean isStored) {
    Throwable gone = client.gone();
    if (gone != null) {
      body.fail(gone);
      client.end(gone);
      return;
    }
    relay(head, headers, body, isStored);
  }

  private void relay(Head head, HttpFields headers, Upstream.Body body, boolean isStored) {
    relaying = body;
    CacheStatus answered = status.answered(head.status());
    delivery.relay(headers, body, this, isStored ? answered.stored(delivery.ttl(head)) : answered);
  }

  @Override
  public void onStoring(StoredResponse stored, int backendStatus) {
    CacheStatus answered = status.answered(backendStatus).stored(delivery.ttl(stored.head()));
    if (!delivery.first(stored, answered)) {
      client.respond(503, "not available now", Duration.ZERO);
    }
  }

  @Override
  public void onValidated(StoredResponse stored) {
    deliver(stored, Event.REVALIDATED, status.answered(304));
  }

  private void deliver(@Nullable StoredResponse stored, Event event, CacheStatus told) {
    if (stored == null) {
      direct();
      return;
    }
    cache.stats().count(event);
    if (!delivery.again(stored, told)) {
      // It was let go of in this moment.
      direct();
    }
  }

  @Override
  public boolean canDoWithout() {
    return found.use() == Use.STALE_ON_ERROR;
  }

  @Override
  public void onFailed(Failure failure) {
    if (!deliverStale()) {
      client.respond(failure);
    }
  }

  @Override
  public void onRejected(Rejection rejection) {
    if (!deliverStale()) {
      client.respond(rejection);
    }
  }

  /** Serves what is stored although it is stale, because no backend answers (RFC 9111 §4.2.4). */
  private boolean deliverStale() {
    StoredResponse stored = found.stored();
    if (stored == null) {
      return false;
    }
    if (canDoWithout()) {
      cache.stats().count(Event.STALE);
      return delivery.again(stored, status.with("served-stale"));
    }
    if (stored.head().mayBeServedStale()) {
      return false;
    }
    // RFC 9111 §5.2.2.2: what must be validated and cannot be is a 504, whatever went wrong.
    client.respond(504, "what is stored must be validated, and no backend does", Duration.ZERO);
    return true;
  }

  @Override
  public void onStopped(Throwable cause) {
    client.end(cause);
  }

  @Override
  public void onAnswered() {
    client.end(null);
  }

  @Override
  public void onBroken(Throwable cause) {
    Upstream.Body body = relaying;
    if (cause instanceof Upstream.UpstreamException broken) {
      if (!exchange.response().isCommitted() && client.gone() == null) {
        client.respond(broken.failure());
        return;
      }
    } else if (body != null) {
      body.fail(cause);
    }
    client.end(cause);
  }

  private void onClientGone(Throwable cause) {
    CacheFill fill = leading;
    Fetch fetch = direct;
    if (fill != null) {
      fill.leaderGone(cause);
    }
    if (fetch != null) {
      fetch.stop(cause);
    }
    if (fetch == null && fill == null && wait.end()) {
      client.end(cause);
    }
  }
}
