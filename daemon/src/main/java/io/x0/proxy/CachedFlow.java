package io.x0.proxy;

import io.x0.cache.CacheControl;
import io.x0.cache.CacheSettings;
import io.x0.cache.CacheStats.Event;
import io.x0.cache.Fields;
import io.x0.cache.Fill;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Response;
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
 *         stale, or none: lead a fill, or join the one of another
 *              stored, or still valid --------------------> deliver
 *              for this client alone ---------------------> relay
 *              no answer: stale if that is allowed -------> deliver, otherwise 502, 503 or 504
 *         not for a cache --------------------------------> relay
 * </pre>
 */
final class CachedFlow implements Fetch.Receiver, CacheFill.Leader, ResponseRelay.Observer {
  private final Proxy proxy;
  private final Exchange exchange;
  private final Director director;
  private final ClientSide client;
  private final CacheSettings settings;
  private final ObjectCache cache;
  private final CachedRequest asked;
  private final Fetch.Order order;
  private final Fields request;
  private final CacheControl control;
  private final String key;
  private final Delivery delivery;
  private volatile Lookup found = NOTHING;
  private volatile @Nullable CacheFill leading;
  private volatile @Nullable Fetch direct;
  private volatile @Nullable Runnable whenEnded;
  private volatile Upstream.@Nullable Body relaying;
  private String forwardReason = "bypass";

  private static final Lookup NOTHING = new Lookup(null, Use.NONE, 0, 0);

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
    client = new ClientSide(proxy, exchange, director, callback, this::onClientGone);
    asked = CachedRequest.of(exchange.request(), exchange.order(affinity), settings);
    order = asked.order();
    request = asked.fields();
    control = asked.control();
    key = asked.key();
    delivery = new Delivery(exchange, client, request, cache);
  }

  void start() {
    client.start();
    if (!asked.isForCache()) {
      cache.stats().count(Event.BYPASSED);
      forwardReason = asked.isSafe() ? "request" : "method";
      direct(order);
      return;
    }
    found = cache.find(key, request, control, settings);
    StoredResponse stored = found.stored();
    switch (found.use()) {
      case FRESH -> deliver(stored, Event.HIT, "hit; ttl=" + (found.lifetime() - found.age()));
      case STALE_WHILE_REVALIDATE -> {
        refresh();
        deliver(stored, Event.STALE, "hit; ttl=" + (found.lifetime() - found.age()));
      }
      case STALE_ON_ERROR, VALIDATE, NONE -> ask();
    }
  }

  /** What is stored does not do, or nothing is. */
  private void ask() {
    StoredResponse stored = found.stored();
    forwardReason = stored == null ? "uri-miss" : control.has("no-cache") ? "request" : "stale";
    if (control.has("only-if-cached")) {
      client.respond(504, "it is not in the cache", Duration.ZERO);
      return;
    }
    cache.stats().count(Event.MISS);
    boolean isFillable =
        asked.isGet() && !control.has("no-store") && (stored != null || !request.has("Range"));
    if (!isFillable || (stored == null && cache.isUncacheable(key))) {
      direct(order);
      return;
    }
    Fill mine = new Fill(request);
    // Who wants no answer that is older than the request gets none of a fetch that began before.
    boolean mayJoin = !control.has("no-cache") && control.seconds("max-age").orElse(1) > 0;
    Fill running = mayJoin ? cache.joinOrLead(key, request, control, settings, mine) : mine;
    if (running == mine) {
      Lookup again = mayJoin ? cache.find(key, request, control, settings) : found;
      StoredResponse come = again.stored();
      if (again.use() == Use.FRESH && come != null) {
        // Another fill has ended since.
        cache.leave(key, mine);
        mine.offer(come);
        deliver(come, Event.HIT, "hit; ttl=" + (again.lifetime() - again.age()));
        return;
      }
      lead(mine, this);
    } else if (stored != null
        && !settings.lockOnUpdate()
        && found.use() == Use.STALE_ON_ERROR
        && !control.has("no-cache")) {
      deliver(stored, Event.STALE, "hit; ttl=" + (found.lifetime() - found.age()));
    } else {
      join(running);
    }
  }

  private void lead(Fill mine, CacheFill.@Nullable Leader leader) {
    StoredResponse stored = found.stored();
    boolean isValidating = stored != null && stored.head().hasValidator();
    HttpFields headers =
        isValidating && stored != null
            ? CacheFields.validating(order.headers(), stored.head())
            : CacheFields.unconditional(order.headers());
    CacheFill fill =
        new CacheFill(
            proxy,
            director,
            exchange.headers(),
            key,
            order.with(headers),
            request,
            settings,
            stored,
            mine,
            leader);
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
    Fill mine = new Fill(request);
    if (cache.joinOrLead(key, request, control, settings, mine) == mine) {
      lead(mine, null);
    }
  }

  private void join(Fill running) {
    AtomicBoolean isOver = new AtomicBoolean();
    var timer =
        proxy
            .scheduler()
            .schedule(
                () ->
                    exchange
                        .request()
                        .getComponents()
                        .getExecutor()
                        .execute(() -> stopWaiting(isOver)),
                settings.lockTimeout().toMillis(),
                TimeUnit.MILLISECONDS);
    running.await(
        shared -> {
          if (!isOver.compareAndSet(false, true)) {
            return;
          }
          timer.cancel();
          Throwable gone = client.gone();
          if (gone != null) {
            client.end(gone);
          } else if (shared != null && shared.fits(request)) {
            deliver(shared, Event.COLLAPSED, "fwd=" + forwardReason + "; collapsed");
          } else {
            unanswered();
          }
        });
    whenEnded = () -> isOver.set(true);
    if (client.gone() != null) {
      stopWaiting(isOver);
    }
  }

  private void stopWaiting(AtomicBoolean isOver) {
    if (isOver.compareAndSet(false, true)) {
      Throwable gone = client.gone();
      if (gone != null) {
        client.end(gone);
      } else {
        direct(order);
      }
    }
  }

  /** The fill of the other gave nothing to share. */
  private void unanswered() {
    direct(order);
  }

  /** Asks a backend for this client alone. */
  private void direct(Fetch.Order wanted) {
    Fetch fetch = new Fetch(proxy.upstream(), director, wanted, this);
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
  public void onHead(int status, HttpFields headers, Upstream.Body body) {
    Fetch fetch = direct;
    if (!asked.isSafe() && status >= 200 && status < 400) {
      asked.obsolete(headers).forEach(cache::invalidate);
    }
    if (asked.isHead()) {
      HttpFields.Mutable passed = HttpFields.build();
      exchange.headers().toClient(headers, passed);
      delivery.learnFromHead(key, found.stored(), status, CacheFields.of(passed));
    }
    relay(status, headers, fetch == null ? body : new DirectBody(fetch), false);
  }

  @Override
  public void onDirect(int status, HttpFields headers, Upstream.Body body, boolean isStored) {
    Throwable gone = client.gone();
    if (gone != null) {
      body.fail(gone);
      client.end(gone);
      return;
    }
    relay(status, headers, body, isStored);
  }

  private void relay(int status, HttpFields headers, Upstream.Body body, boolean isStored) {
    client.answering();
    relaying = body;
    Response response = exchange.response();
    response.setStatus(status);
    exchange.headers().toClient(headers, response.getHeaders());
    delivery.cacheStatus(
        "fwd=" + forwardReason + "; fwd-status=" + status + (isStored ? "; stored" : ""));
    LocalAnswer instead = exchange.filter();
    if (instead != null) {
      body.fail(new EofException("the answer was replaced"));
      client.respond(instead);
      return;
    }
    client.addDirectorHeaders();
    exchange.applyAnswerEdits(response.getHeaders());
    if (headers.contains(HttpHeader.TRAILER)) {
      response
          .getHeaders()
          .put(HttpHeader.TRAILER, String.join(", ", headers.getCSV(HttpHeader.TRAILER, false)));
      response.setTrailersSupplier(body::trailers);
    }
    new ResponseRelay(response, body, this).iterate();
  }

  @Override
  public void onStoring(StoredResponse stored) {
    if (delivery.first(
        stored, "fwd=" + forwardReason + "; fwd-status=" + stored.head().status() + "; stored")) {
      return;
    }
    client.respond(503, "not available now", Duration.ZERO);
  }

  @Override
  public void onValidated(StoredResponse stored) {
    deliver(stored, Event.REVALIDATED, "fwd=" + forwardReason + "; fwd-status=304");
  }

  private void deliver(@Nullable StoredResponse stored, Event event, String status) {
    if (stored == null) {
      direct(order);
      return;
    }
    cache.stats().count(event);
    if (!delivery.again(stored, status)) {
      // It was let go of in this moment.
      direct(order);
    }
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
    if (found.use() != Use.STALE_ON_ERROR) {
      // RFC 9111 §5.2.2.2: what must be validated and cannot be is a 504, whatever went wrong.
      if (!stored.head().mayBeServedStale()) {
        client.respond(504, "what is stored must be validated, and no backend does", Duration.ZERO);
        return true;
      }
      return false;
    }
    cache.stats().count(Event.STALE);
    return delivery.again(stored, "hit; fwd=" + forwardReason);
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
    Runnable joined = whenEnded;
    if (fill != null) {
      fill.leaderGone(cause);
    }
    if (fetch != null) {
      fetch.stop(cause);
    }
    if (joined != null && fetch == null && !exchange.response().isCommitted()) {
      joined.run();
      client.end(cause);
    }
  }
}
