package io.x0.proxy;

import io.x0.director.Admission;
import io.x0.director.BackendConfig;
import io.x0.director.ClientAbort;
import io.x0.director.Director;
import io.x0.director.Outcome;
import io.x0.director.Permit;
import io.x0.director.Rejection;
import io.x0.director.RetryRules;
import io.x0.proxy.tunnel.TunnelEnd;
import io.x0.proxy.tunnel.WebSocketTunnel;
import io.x0.proxy.upstream.Upstream;
import io.x0.proxy.upstream.Upstream.Failure;
import java.net.ConnectException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.NanoTime;
import org.jspecify.annotations.Nullable;

/**
 * One answer that is wanted from a director, whoever it is for: admission, attempts, the body of
 * the answer. Thread-safe in this way: its steps follow each other, and {@link #stop} may come at
 * any time between.
 *
 * <p>Whatever happens, the permit of each attempt is settled once. The receiver is told one of a
 * head, a failure, a refusal, or that the fetch was stopped.
 */
final class Fetch extends Admission implements Upstream.Observer, Upstream.Body {
  /**
   * So many times a kept connection may turn out to be closed before that counts as an attempt: it
   * says nothing about the backend, and most likely the next one is open or new.
   */
  private static final int STALE_FOR_FREE = 3;

  private final Upstream upstream;
  private final Director director;
  private final Order order;
  private final Receiver receiver;
  private final @Nullable RequestBody requestBody;
  private final long startNanos = NanoTime.now();

  private volatile @Nullable Throwable stopped;
  private volatile @Nullable Permit permit;
  private volatile Upstream.@Nullable Attempt attempt;
  private volatile RequestBody.@Nullable Attempt sending;
  private volatile Upstream.@Nullable Body answer;
  private volatile int status;
  private volatile boolean isDone;
  private long answerBytes;
  private int attempts;
  private int stale;
  private long waitNanos;

  /** Is told what comes of a fetch, in order, never on two threads at once. */
  interface Receiver {
    /** Returns whether it has another answer, and need not wait until some backend is back. */
    default boolean canDoWithout() {
      return false;
    }

    /** A backend was chosen for the next attempt. */
    void onGranted(Permit permit, long waitNanos);

    /** The backend says 102 or 103 before its answer. */
    default void onInterim(int status, HttpFields headers) {}

    /**
     * The head of the answer is here: no other attempt follows.
     *
     * @param headers its fields, hop-by-hop ones included
     * @param body its body; must be read until its last chunk or a failure, or the fetch broken off
     */
    void onHead(int status, HttpFields headers, Upstream.Body body);

    /**
     * The backend speaks WebSocket from here on, as it was asked to.
     *
     * @param headers the fields of its answer, hop-by-hop ones included
     */
    default void onSwitched(HttpFields headers, TunnelEnd backend) {
      backend.abandon();
      throw new IllegalStateException("nobody asked for WebSocket");
    }

    /** The last attempt failed before a head came. */
    void onFailed(Failure failure);

    /** The director did not take it. */
    void onRejected(Rejection rejection);

    /** It was stopped before a head came. */
    void onStopped(Throwable cause);
  }

  Fetch(Director director, Order order, Receiver receiver) {
    super(order.bucket(), order.affinity());
    this.upstream = order.upstream();
    this.director = director;
    this.order = order;
    this.receiver = receiver;
    Content.Source body = order.body();
    this.requestBody = body == null ? null : new RequestBody(body, order.bodyLength(), keptBytes());
  }

  /** Returns how much of the body is worth keeping: nothing if it is not sent twice. */
  private int keptBytes() {
    RetryRules rules = director.config().settings().retry();
    return mayBeRepeated(rules) ? rules.buffer() : 0;
  }

  /** RFC 9110 §9.2.2: a proxy must not repeat other methods, unless it knows better. */
  private boolean mayBeRepeated(RetryRules rules) {
    HttpMethod method = HttpMethod.fromString(order.method());
    return rules.nonIdempotent() || (method != null && method.isIdempotent());
  }

  void start() {
    director.admit(this);
  }

  /**
   * Says that nobody waits for the answer any more; before its head is here this ends the fetch.
   */
  void stop(Throwable cause) {
    stopped = cause;
    if (director.withdraw(this)) {
      receiver.onStopped(cause);
      return;
    }
    Upstream.Attempt started = attempt;
    if (started == null || goesOnAlone()) {
      return;
    }
    if (director.config().settings().clientAbort() == ClientAbort.NOTIFY
        && !(cause instanceof GivenUpException)) {
      started.notifyAbort(cause);
    } else {
      started.abort(cause);
    }
  }

  /** Breaks off an answer whose head is here. */
  void breakOff(Throwable cause) {
    abortAttempt(cause);
    settle(outcome(Outcome.Kind.ABORTED));
  }

  /** Does without the body of an answer: the backend has done its part. */
  void dismiss(Throwable cause) {
    settle(outcome(Outcome.Kind.SERVED));
    abortAttempt(cause);
  }

  /** The same, but its connection may serve others if what is left of the answer is short. */
  void discard() {
    settle(outcome(Outcome.Kind.SERVED));
    DiscardedBody.drain(this);
  }

  /** Returns whether the backend is to finish although the client has gone; it must have it all. */
  boolean goesOnAlone() {
    return director.config().settings().clientAbort() == ClientAbort.IGNORE
        && !(stopped instanceof GivenUpException)
        && (requestBody == null || requestBody.isComplete());
  }

  /** Returns whether the body of the answer was read to its end, or to its failure. */
  boolean isDone() {
    return isDone;
  }

  /** Lets go of what was kept for another attempt. */
  void release() {
    if (requestBody != null) {
      requestBody.release();
    }
  }

  @Override
  protected void granted(Permit granted) {
    permit = granted;
    attempts++;
    if (attempts == 1) {
      waitNanos = NanoTime.since(startNanos);
    }
    receiver.onGranted(granted, waitNanos);
    Throwable gone = stopped;
    if (gone != null) {
      granted.settle(Outcome.UNUSED);
      receiver.onStopped(gone);
      return;
    }
    Upstream.Attempt started;
    try {
      started = upstream.send(outgoing(granted.backend()), this);
    } catch (RuntimeException e) {
      onFailure(new Failure(Failure.Kind.PROTOCOL, false, false, false, e));
      return;
    }
    attempt = started;
    gone = stopped;
    if (gone != null && !goesOnAlone()) {
      started.abort(gone);
    }
  }

  private Upstream.Outgoing outgoing(BackendConfig backend) {
    RequestBody.Attempt body = requestBody == null ? null : requestBody.attempt();
    sending = body;
    return new Upstream.Outgoing(
        backend.url(),
        backend.link(),
        order.client(),
        order.method(),
        order.target(),
        order.headers(),
        body,
        order.bodyLength(),
        order.trailers(),
        director.config().settings().timeouts());
  }

  @Override
  protected void rejected(Rejection rejection) {
    Throwable gone = stopped;
    if (gone != null) {
      receiver.onStopped(gone);
    } else {
      receiver.onRejected(rejection);
    }
  }

  @Override
  public void onInterim(int status, HttpFields headers) {
    if (stopped == null) {
      receiver.onInterim(status, headers);
    }
  }

  @Override
  public void onHead(int status, HttpFields headers, Upstream.Body body) {
    this.status = status;
    answer = body;
    release();
    receiver.onHead(status, headers, this);
  }

  @Override
  public void onSwitched(HttpFields headers, TunnelEnd backend) {
    status = HttpStatus.SWITCHING_PROTOCOLS_101;
    release();
    receiver.onSwitched(headers, backend);
  }

  /** The tunnel that the answer began has ended: only now the slot is free. */
  void ended(WebSocketTunnel tunnel) {
    settle(Outcome.served(status, tunnel.bytesToBackend(), tunnel.bytesToClient()));
  }

  @Override
  public void onFailure(Failure failure) {
    if (failure.isStale()) {
      stale++;
    }
    settle(outcome(failure));
    Throwable gone = stopped;
    if (gone != null) {
      receiver.onStopped(gone);
    } else if (isRetryable(failure) && !(receiver.canDoWithout() && director.usable() == 0)) {
      director.retry(this);
    } else {
      receiver.onFailed(failure);
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
        || attempts - Math.min(stale, STALE_FOR_FREE) > rules.maxCount()
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

  /** Reads the answer's body. When the backend is done its slot is free, whoever still reads. */
  @Override
  public Content.@Nullable Chunk read() {
    Content.Chunk chunk = body().read();
    if (chunk == null) {
      return null;
    }
    if (Content.Chunk.isFailure(chunk)) {
      isDone = true;
      abortAttempt(chunk.getFailure());
      settle(outcome(Outcome.Kind.FAILED));
      return chunk;
    }
    answerBytes += chunk.remaining();
    if (chunk.isLast()) {
      isDone = true;
      settle(outcome(Outcome.Kind.SERVED));
    }
    return chunk;
  }

  @Override
  public void demand(Runnable demandCallback) {
    body().demand(demandCallback);
  }

  @Override
  public void fail(Throwable failure) {
    body().fail(failure);
  }

  @Override
  public @Nullable HttpFields trailers() {
    return body().trailers();
  }

  private Upstream.Body body() {
    Upstream.Body body = answer;
    if (body == null) {
      throw new IllegalStateException("no head has come yet");
    }
    return body;
  }

  private void abortAttempt(Throwable cause) {
    Upstream.Attempt started = attempt;
    if (started != null) {
      started.abort(cause);
    }
  }

  private void settle(Outcome outcome) {
    Permit held = permit;
    if (held != null) {
      held.settle(outcome);
    }
  }
}
