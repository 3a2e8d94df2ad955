package io.x0.proxy;

import io.x0.director.Admission;
import io.x0.director.BackendConfig;
import io.x0.director.Director;
import io.x0.director.Outcome;
import io.x0.director.Permit;
import io.x0.director.Rejection;
import io.x0.proxy.upstream.Upstream;
import io.x0.proxy.upstream.Upstream.Failure;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.CyclicTimeouts;
import org.eclipse.jetty.io.EndPoint;
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
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile @Nullable Throwable clientGone;
  private volatile boolean answering;
  private volatile @Nullable Permit permit;
  private volatile Upstream.@Nullable Attempt attempt;
  private volatile long watchNanos = NanoTime.now() + PATIENCE.toNanos();
  private volatile @Nullable String bucketName;
  private int attempts;

  RequestFlow(Proxy proxy, Exchange exchange, Director director, String bucket, Callback callback) {
    super(bucket);
    this.proxy = proxy;
    this.exchange = exchange;
    this.director = director;
    this.callback = callback;
  }

  void start() {
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
    exchange.backendName(backend.name());
    bucketName = granted.bucket();
    if (clientGone != null) {
      granted.settle(Outcome.UNUSED);
      end(clientGone);
      return;
    }
    Upstream.Attempt started;
    try {
      started = proxy.upstream().send(outgoing(backend), this);
    } catch (RuntimeException e) {
      onFailure(new Failure(Failure.Kind.PROTOCOL, false, e));
      return;
    }
    attempt = started;
    Throwable gone = clientGone;
    if (gone != null) {
      started.abort(gone);
    }
  }

  private Upstream.Outgoing outgoing(BackendConfig backend) {
    Request request = exchange.request();
    Content.Source body = hasBody(request) ? request : null;
    return new Upstream.Outgoing(
        backend.url(),
        request.getMethod(),
        request.getHttpURI().getPathQuery(),
        proxy.headers().toServer(request),
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
    respond(ErrorResponses.status(rejection), rejection.text());
  }

  @Override
  public void onHead(int status, HttpFields headers, Upstream.Body body) {
    // From here on a client that has left is noticed by writing to it, and one that only sends no
    // more gets its whole answer.
    watchNanos = Long.MAX_VALUE;
    answering = true;
    if (endPoint() instanceof ClientEndPoint client) {
      client.unwatch();
    }
    Response response = exchange.response();
    response.setStatus(status);
    proxy.headers().toClient(headers, response.getHeaders());
    addDirectorHeaders(response);
    if (headers.contains(HttpHeader.TRAILER)) {
      response
          .getHeaders()
          .put(HttpHeader.TRAILER, String.join(", ", headers.getCSV(HttpHeader.TRAILER, false)));
      response.setTrailersSupplier(body::trailers);
    }
    new ResponseRelay(response, body, this).iterate();
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
      respond(ErrorResponses.status(failure.kind()), ErrorResponses.text(failure.kind()));
    }
  }

  private static Outcome outcome(Failure failure) {
    return switch (failure.kind()) {
      case CONNECT -> Outcome.UNREACHABLE;
      case CONNECT_TIMEOUT, BROKEN, PROTOCOL, READ_TIMEOUT, WRITE_TIMEOUT -> Outcome.FAILED;
      case CLIENT -> Outcome.ABORTED;
    };
  }

  private boolean isRetryable(Failure failure) {
    if (attempts > director.config().settings().retry().maxCount()) {
      return false;
    }
    Request request = exchange.request();
    return switch (failure.kind()) {
      case CONNECT, CONNECT_TIMEOUT -> !failure.sent();
      case BROKEN -> !failure.sent() || (isIdempotent(request) && !hasBody(request));
      case WRITE_TIMEOUT, READ_TIMEOUT, PROTOCOL, CLIENT -> false;
    };
  }

  /** RFC 9110 §9.2.2. */
  private static boolean isIdempotent(Request request) {
    HttpMethod method = HttpMethod.fromString(request.getMethod());
    return method != null && method.isIdempotent();
  }

  /** The backend is done: its slot is free although the client may still be reading. */
  void onBackendDone() {
    settle(Outcome.served(exchange.response().getStatus(), 0, 0));
  }

  /** The answer has been written completely. */
  void onAnswered() {
    end(null);
  }

  /** The answer broke off after its head. */
  void onBroken(Throwable cause) {
    boolean byBackend = cause instanceof Upstream.UpstreamException;
    Upstream.Attempt started = attempt;
    if (started != null) {
      started.abort(cause);
    }
    settle(byBackend ? Outcome.FAILED : Outcome.ABORTED);
    if (byBackend && !exchange.response().isCommitted() && clientGone == null) {
      Failure.Kind kind = ((Upstream.UpstreamException) cause).failure().kind();
      respond(ErrorResponses.status(kind), ErrorResponses.text(kind));
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
    if (started != null) {
      started.abort(cause);
    }
  }

  /** Begins to watch whether the client leaves, now that the answer takes its time. */
  void expire() {
    watchNanos = Long.MAX_VALUE;
    if (endPoint() instanceof ClientEndPoint client) {
      client.watch(
          () -> {
            if (!answering) {
              onClientGone(new EofException("the client left"));
            }
          });
    }
  }

  private EndPoint endPoint() {
    return exchange.request().getConnectionMetaData().getConnection().getEndPoint();
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

  private void respond(int status, String text) {
    Response response = exchange.response();
    Duration retryAfter = status >= 500 ? director.config().settings().retryAfter() : Duration.ZERO;
    ErrorResponses.write(
        response,
        status,
        text,
        retryAfter,
        () -> addDirectorHeaders(response),
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
      proxy.leave(this);
      if (failure == null) {
        callback.succeeded();
      } else {
        callback.failed(failure);
      }
    }
  }
}
