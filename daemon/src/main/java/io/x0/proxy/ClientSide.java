package io.x0.proxy;

import io.x0.director.Director;
import io.x0.director.DirectorSettings;
import io.x0.director.Permit;
import io.x0.director.Rejection;
import io.x0.proxy.upstream.Upstream;
import io.x0.proxy.upstream.Upstream.Failure;
import io.x0.stats.Ending;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.CyclicTimeouts;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.NanoTime;
import org.jspecify.annotations.Nullable;

/**
 * The client of one balanced request: whether it is still there, what the proxy answers it itself,
 * and its end, which comes once. Thread-safe: the client may leave at any time.
 */
final class ClientSide implements CyclicTimeouts.Expirable {
  /** A client that is silent has not left; one whose stream ends gets this long for its answer. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final Proxy proxy;
  private final Exchange exchange;
  private final Director director;
  private final Callback callback;
  private final Consumer<Throwable> whenGone;
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile @Nullable Throwable gone;
  private volatile boolean isAnswering;
  private volatile long watchNanos = NanoTime.now() + PATIENCE.toNanos();
  private volatile @Nullable String bucketName;

  /** Of the attempts, which follow each other. */
  private volatile int attempts;

  private volatile long grantedNanos;

  /**
   * @param whenGone is told when the client leaves, from any thread
   */
  ClientSide(
      Proxy proxy,
      Exchange exchange,
      Director director,
      Callback callback,
      Consumer<Throwable> whenGone) {
    this.proxy = proxy;
    this.exchange = exchange;
    this.director = director;
    this.callback = callback;
    this.whenGone = whenGone;
  }

  /** Begins to watch over a client whose answer may take its time. */
  void start() {
    exchange.service(new AccessRecord.Service(director.name(), "", exchange.bucket(), 0, 0, 0));
    proxy.enter(this);
    exchange.request().addFailureListener(this::leave);
    // A client that waits in silence for its answer is not idle; the deadlines are the backend's.
    exchange.request().addIdleTimeoutListener(timeout -> false);
  }

  /** Notes who serves it. */
  void servedBy(Permit permit, long waitNanos) {
    grantedNanos = NanoTime.now();
    int retries = attempts;
    attempts = retries + 1;
    bucketName = permit.bucket();
    exchange.service(
        new AccessRecord.Service(
            director.name(), permit.backend().name(), permit.bucket(), waitNanos, 0, retries));
  }

  /**
   * The answer begins. From here on a client that has left is noticed by writing to it, and one
   * that only sends no more gets its whole answer.
   */
  void answering() {
    watchNanos = Long.MAX_VALUE;
    isAnswering = true;
    if (attempts > 0) {
      exchange.service(exchange.service().answered(NanoTime.since(grantedNanos)));
    }
    ClientEndPoint client = ClientEndPoint.toWatch(exchange.request());
    if (client != null) {
      client.unwatch();
    }
  }

  /** Returns why the client is gone, or null while it is not. */
  @Nullable Throwable gone() {
    return gone;
  }

  void gone(Throwable cause) {
    gone = cause;
  }

  private void leave(Throwable cause) {
    gone = cause;
    whenGone.accept(cause);
  }

  /** Returns whether no backend has it yet. */
  boolean isWaiting() {
    return attempts == 0;
  }

  /** Ends a request whose answer has not begun, with 503: x0 ends, and waits no longer. */
  void giveUp() {
    if (!isAnswering) {
      leave(new GivenUpException());
    }
  }

  /** Begins to watch whether the client leaves, now that the answer takes its time. */
  void expire() {
    watchNanos = Long.MAX_VALUE;
    ClientEndPoint client = ClientEndPoint.toWatch(exchange.request());
    if (client != null) {
      client.watch(
          () -> {
            if (!isAnswering) {
              leave(new EofException("the client left"));
            }
          });
    }
  }

  @Override
  public long getExpireNanoTime() {
    return watchNanos;
  }

  void respond(Rejection rejection) {
    exchange.answers().ends(Endings.of(rejection));
    DirectorSettings.Refusals refusals = director.config().settings().refusals();
    respond(ErrorResponses.status(rejection, refusals), rejection.text(), refusals.retryAfter());
  }

  void respond(Failure failure) {
    exchange.answers().ends(Endings.of(failure));
    int failed = ErrorResponses.status(failure);
    Duration retryAfter = failed >= 500 ? director.config().settings().retryAfter() : Duration.ZERO;
    respond(failed, ErrorResponses.text(failure), retryAfter);
  }

  void respond(int status, String text, Duration retryAfter) {
    Response response = exchange.response();
    ErrorResponses.write(
        response,
        exchange.answers().errors(),
        status,
        text,
        retryAfter,
        () -> {
          addDirectorHeaders();
          exchange.applyAnswerEdits(response.getHeaders());
        },
        whenWritten());
  }

  void respond(LocalAnswer answer) {
    exchange.respond(answer, this::addDirectorHeaders, whenWritten());
  }

  private Callback whenWritten() {
    return Callback.from(() -> end(null), this::end);
  }

  /** Returns whether the client is here; ends the request otherwise. */
  boolean isHere() {
    Throwable left = gone();
    if (left != null) {
      end(left);
    }
    return left == null;
  }

  /**
   * Passes a backend's answer on, whose status and fields the response has already.
   *
   * @param headers the fields as they came from the backend
   */
  void relay(HttpFields headers, Upstream.Body body, ResponseRelay.Observer observer) {
    Response response = exchange.response();
    addDirectorHeaders();
    exchange.applyAnswerEdits(response.getHeaders());
    if (response.getStatus() == HttpStatus.NO_CONTENT_204) {
      // RFC 9110 §8.6: it has none, and nothing of such a length will follow.
      response.getHeaders().remove(HttpHeader.CONTENT_LENGTH);
    }
    if (headers.contains(HttpHeader.TRAILER)) {
      response
          .getHeaders()
          .put(HttpHeader.TRAILER, String.join(", ", headers.getCSV(HttpHeader.TRAILER, false)));
    }
    if (headers.contains(HttpHeader.TRAILER) || !headers.contains(HttpHeader.CONTENT_LENGTH)) {
      // They may come without having been announced, as those of gRPC do.
      response.setTrailersSupplier(() -> HeaderRules.trailers(body.trailers()));
    }
    new ResponseRelay(response, body, observer).iterate();
  }

  void addDirectorHeaders() {
    Response response = exchange.response();
    put("X-Director-Cluster", director.name());
    String backend = exchange.backendName();
    if (backend != null) {
      put("X-Director-Backend", backend);
    }
    String bucket = bucketName;
    if (bucket != null) {
      put("X-Director-Bucket", bucket);
    }
    if (exchange.isServerTimed()) {
      response.getHeaders().add("Server-Timing", serverTiming());
    }
  }

  /** Puts a field of a name that Jetty, which would look it up, does not know. */
  private void put(String name, String value) {
    exchange.response().getHeaders().put(new HttpField(null, name, value));
  }

  /** Returns where the time went until now: in x0 itself, in its queue, and at the backend. */
  private String serverTiming() {
    AccessRecord.Service service = exchange.service();
    long all = NanoTime.since(exchange.request().getBeginNanoTime());
    long own = Math.max(0, all - service.waitNanos() - service.originNanos());
    StringBuilder out = new StringBuilder("x0;dur=");
    millis(own, out);
    if (attempts > 0) {
      millis(service.waitNanos(), out.append(", queue;dur="));
      millis(service.originNanos(), out.append(", origin;dur="));
    }
    return out.toString();
  }

  private static void millis(long nanos, StringBuilder out) {
    long tenths = nanos / 100_000;
    out.append(tenths / 10).append('.').append(tenths % 10);
  }

  /** Whoever asks again, soon, is served by the next x0, or by another one. */
  private void respondGivenUp() {
    exchange.answers().ends(Ending.GIVEN_UP);
    Response response = exchange.response();
    if (exchange.request().getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_2) {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    ErrorResponses.write(
        response,
        exchange.answers().errors(),
        HttpStatus.SERVICE_UNAVAILABLE_503,
        "the proxy stops",
        director.config().settings().refusals().retryAfter(),
        () -> {
          addDirectorHeaders();
          exchange.applyAnswerEdits(response.getHeaders());
        },
        callback);
  }

  /** The request has ended; only the first call counts. */
  void end(@Nullable Throwable failure) {
    if (ended.compareAndSet(false, true)) {
      watchNanos = Long.MAX_VALUE;
      proxy.leave(this);
      if (failure == null) {
        callback.succeeded();
      } else if (failure instanceof GivenUpException && !exchange.response().isCommitted()) {
        respondGivenUp();
      } else {
        exchange
            .answers()
            .ends(isAnswering ? Endings.ofBody(failure) : Endings.ofDeparture(attempts > 0));
        callback.failed(failure);
      }
    }
  }
}
