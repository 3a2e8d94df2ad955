package io.x0.proxy;

import io.x0.director.Admission;
import io.x0.director.Affinity;
import io.x0.director.BackendConfig;
import io.x0.director.ClientAbort;
import io.x0.director.Director;
import io.x0.director.DirectorSettings;
import io.x0.director.Outcome;
import io.x0.director.Permit;
import io.x0.director.Rejection;
import io.x0.director.RetryRules;
import io.x0.proxy.upstream.Upstream;
import io.x0.proxy.upstream.Upstream.Failure;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.CyclicTimeouts;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.NanoTime;
import org.jspecify.annotations.Nullable;

/**
 * One balanced request's life: admission, attempts, answer, end. Thread-safe in this way: the steps
 * of the request follow each other, and the client's departure may come at any time between.
 *
 * <p>Whatever happens, the permit of each attempt is settled once, and the request ends once.
 */
final class RequestFlow extends Admission implements Upstream.Observer, CyclicTimeouts.Expirable {
  /** A client that is silent has not left; one whose stream ends gets this long for its answer. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final Proxy proxy;
  private final Exchange exchange;
  private final Director director;
  private final Callback callback;

  /** The body of the request, or null when there is none. */
  private final @Nullable RequestBody requestBody;

  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile @Nullable Throwable clientGone;
  private volatile boolean answering;
  private volatile @Nullable Permit permit;
  private volatile Upstream.@Nullable Attempt attempt;
  private volatile long watchNanos = NanoTime.now() + PATIENCE.toNanos();
  private volatile @Nullable String bucketName;
  private volatile RequestBody.@Nullable Attempt sending;
  private volatile Upstream.@Nullable Body answer;
  private volatile int status;
  private long answerBytes;
  private volatile boolean backendDone;
  private int attempts;
  private long startNanos;
  private long waitNanos;

  RequestFlow(
      Proxy proxy, Exchange exchange, Director director, Affinity affinity, Callback callback) {
    super(exchange.bucket(), affinity);
    this.proxy = proxy;
    this.exchange = exchange;
    this.director = director;
    this.callback = callback;
    Request request = exchange.request();
    this.requestBody =
        hasBody(request) ? new RequestBody(request, request.getLength(), keptBytes()) : null;
  }

  /** Returns how much of the body is worth keeping: nothing if it is never sent twice. */
  private int keptBytes() {
    RetryRules rules = director.config().settings().retry();
    return rules.maxCount() > 0 && mayBeRepeated(rules) ? rules.buffer() : 0;
  }

  /** RFC 9110 §9.2.2: a proxy must not repeat other methods, unless it knows better. */
  private boolean mayBeRepeated(RetryRules rules) {
    HttpMethod method = HttpMethod.fromString(exchange.edits().method(exchange.request()));
    return rules.nonIdempotent() || (method != null && method.isIdempotent());
  }

  void start() {
    startNanos = NanoTime.now();
    exchange.service(new AccessRecord.Service(director.name(), "", exchange.bucket(), 0));
    proxy.enter(this);
    exchange.request().addFailureListener(this::onClientGone);
    // A client that waits in silence for its answer is not idle; the deadlines are the backend's.
    exchange.request().addIdleTimeoutListener(timeout -> false);
    director.admit(this);
  }

  @Override
  protected void granted(Permit granted) {
    permit = granted;
    attempts++;
    BackendConfig backend = granted.backend();
    bucketName = granted.bucket();
    if (attempts == 1) {
      waitNanos = NanoTime.since(startNanos);
    }
    exchange.service(
        new AccessRecord.Service(director.name(), backend.name(), granted.bucket(), waitNanos));
    if (clientGone != null) {
      granted.settle(Outcome.UNUSED);
      end(clientGone);
      return;
    }
    Upstream.Attempt started;
    try {
      started = proxy.upstream().send(outgoing(backend), this);
    } catch (RuntimeException e) {
      onFailure(new Failure(Failure.Kind.PROTOCOL, false, false, false, e));
      return;
    }
    attempt = started;
    Throwable gone = clientGone;
    if (gone != null && !goesOnAlone()) {
      started.abort(gone);
    }
  }

  private Upstream.Outgoing outgoing(BackendConfig backend) {
    Request request = exchange.request();
    RequestEdits edits = exchange.edits();
    RequestBody.Attempt body = requestBody == null ? null : requestBody.attempt();
    sending = body;
    return new Upstream.Outgoing(
        backend.url(),
        edits.method(request),
        edits.target(request),
        edits.apply(exchange.headers().toServer(request)),
        body,
        request.getLength(),
        director.config().settings().timeouts());
  }

  private static boolean hasBody(Request request) {
    return request.getLength() != 0
        && (request.getLength() > 0
            || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)
            || request.getConnectionMetaData().getHttpVersion().getVersion() >= 20);
  }

  @Override
  protected void rejected(Rejection rejection) {
    Throwable gone = clientGone;
    if (gone != null) {
      end(gone);
      return;
    }
    DirectorSettings.Refusals refusals = director.config().settings().refusals();
    respond(ErrorResponses.status(rejection, refusals), rejection.text(), refusals.retryAfter());
  }

  @Override
  public void onHead(int status, HttpFields headers, Upstream.Body body) {
    this.status = status;
    answer = body;
    if (requestBody != null) {
      requestBody.release();
    }
    // From here on a client that has left is noticed by writing to it, and one that only sends no
    // more gets its whole answer.
    watchNanos = Long.MAX_VALUE;
    answering = true;
    ClientEndPoint client = ClientEndPoint.toWatch(exchange.request());
    if (client != null) {
      client.unwatch();
    }
    Response response = exchange.response();
    response.setStatus(status);
    exchange.headers().toClient(headers, response.getHeaders());
    LocalAnswer instead = exchange.filter();
    if (instead != null) {
      replace(instead);
      return;
    }
    addDirectorHeaders(response);
    exchange.applyAnswerEdits(response.getHeaders());
    if (headers.contains(HttpHeader.TRAILER)) {
      response
          .getHeaders()
          .put(HttpHeader.TRAILER, String.join(", ", headers.getCSV(HttpHeader.TRAILER, false)));
      response.setTrailersSupplier(body::trailers);
    }
    new ResponseRelay(response, body, this).iterate();
  }

  /** The backend has done its part; the client gets something else. */
  private void replace(LocalAnswer instead) {
    settle(outcome(Outcome.Kind.SERVED));
    Upstream.Attempt started = attempt;
    if (started != null) {
      started.abort(new EofException("the answer was replaced"));
    }
    exchange.respond(
        instead,
        () -> addDirectorHeaders(exchange.response()),
        Callback.from(() -> end(null), this::end));
  }

  @Override
  public void onFailure(Failure failure) {
    settle(outcome(failure));
    Throwable gone = clientGone;
    if (gone != null) {
      end(gone);
    } else if (isRetryable(failure)) {
      director.retry(this);
    } else {
      respond(failure);
    }
  }

  private Outcome outcome(Failure failure) {
    if (failure.isStale()) {
      return Outcome.UNUSED;
    }
    return switch (failure.kind()) {
      // Other reasons, such as a name server that is down, are less sure to last.
      case CONNECT ->
          failure.cause() instanceof ConnectException ? Outcome.UNREACHABLE : Outcome.FAILED;
      case CONNECT_TIMEOUT, BROKEN, PROTOCOL, READ_TIMEOUT, WRITE_TIMEOUT ->
          outcome(Outcome.Kind.FAILED);
      case CLIENT -> outcome(Outcome.Kind.ABORTED);
    };
  }

  private Outcome outcome(Outcome.Kind kind) {
    RequestBody.Attempt body = sending;
    return Outcome.served(status, body == null ? 0 : body.bytes(), answerBytes).as(kind);
  }

  /**
   * Nothing was sent: any request is repeated. Something was sent, and no head of an answer came
   * whole: one whose method allows it. After a timeout that makes sense elsewhere only: who took
   * its time will take it again.
   */
  private boolean isRetryable(Failure failure) {
    RetryRules rules = director.config().settings().retry();
    if (affinity().isExclusive()
        || attempts > rules.maxCount()
        || (requestBody != null && !requestBody.isRepeatable())) {
      return false;
    }
    return switch (failure.kind()) {
      case CONNECT, CONNECT_TIMEOUT -> true;
      case BROKEN, PROTOCOL -> !failure.sent() || mayBeRepeated(rules);
      case WRITE_TIMEOUT, READ_TIMEOUT -> mayBeRepeated(rules) && director.hasUntried(this);
      case CLIENT -> false;
    };
  }

  /** Some bytes of the answer's body have come. */
  void onAnswerBytes(int count) {
    answerBytes += count;
  }

  /** The backend is done: its slot is free although the client may still be reading. */
  void onBackendDone() {
    backendDone = true;
    settle(outcome(Outcome.Kind.SERVED));
  }

  /** The answer has been written completely. */
  void onAnswered() {
    end(null);
  }

  /** The answer has come completely, after its client had gone. */
  void onDiscarded() {
    end(clientGone);
  }

  /** The answer broke off after its head. */
  void onBroken(Throwable cause) {
    boolean byBackend = cause instanceof Upstream.UpstreamException;
    Upstream.Body body = answer;
    if (!byBackend && !backendDone && body != null && goesOnAlone()) {
      clientGone = cause;
      new DiscardedBody(body, this).read();
      return;
    }
    Upstream.Attempt started = attempt;
    if (started != null) {
      started.abort(cause);
    }
    settle(outcome(byBackend ? Outcome.Kind.FAILED : Outcome.Kind.ABORTED));
    if (byBackend && !exchange.response().isCommitted() && clientGone == null) {
      respond(((Upstream.UpstreamException) cause).failure());
    } else {
      end(cause);
    }
  }

  private void onClientGone(Throwable cause) {
    clientGone = cause;
    if (director.withdraw(this)) {
      end(cause);
      return;
    }
    Upstream.Attempt started = attempt;
    if (started != null && !goesOnAlone()) {
      started.abort(cause);
    }
  }

  /** Returns whether the backend is to finish although the client has gone; it must have it all. */
  private boolean goesOnAlone() {
    return director.config().settings().clientAbort() == ClientAbort.IGNORE
        && (requestBody == null || requestBody.isComplete());
  }

  /** Begins to watch whether the client leaves, now that the answer takes its time. */
  void expire() {
    watchNanos = Long.MAX_VALUE;
    ClientEndPoint client = ClientEndPoint.toWatch(exchange.request());
    if (client != null) {
      client.watch(
          () -> {
            if (!answering) {
              onClientGone(new EofException("the client left"));
            }
          });
    }
  }

  @Override
  public long getExpireNanoTime() {
    return watchNanos;
  }

  private void settle(Outcome outcome) {
    Permit held = permit;
    if (held != null) {
      held.settle(outcome);
    }
  }

  private void respond(Failure failure) {
    int failed = ErrorResponses.status(failure);
    Duration retryAfter = failed >= 500 ? director.config().settings().retryAfter() : Duration.ZERO;
    respond(failed, ErrorResponses.text(failure), retryAfter);
  }

  private void respond(int status, String text, Duration retryAfter) {
    Response response = exchange.response();
    ErrorResponses.write(
        response,
        status,
        text,
        retryAfter,
        () -> {
          addDirectorHeaders(response);
          exchange.applyAnswerEdits(response.getHeaders());
        },
        Callback.from(() -> end(null), this::end));
  }

  private void addDirectorHeaders(Response response) {
    response.getHeaders().put("X-Director-Cluster", director.name());
    String backend = exchange.backendName();
    if (backend != null) {
      response.getHeaders().put("X-Director-Backend", backend);
    }
    String bucket = bucketName;
    if (bucket != null) {
      response.getHeaders().put("X-Director-Bucket", bucket);
    }
  }

  private void end(@Nullable Throwable failure) {
    if (ended.compareAndSet(false, true)) {
      watchNanos = Long.MAX_VALUE;
      if (requestBody != null) {
        requestBody.release();
      }
      proxy.leave(this);
      if (failure == null) {
        callback.succeeded();
      } else {
        callback.failed(failure);
      }
    }
  }
}
