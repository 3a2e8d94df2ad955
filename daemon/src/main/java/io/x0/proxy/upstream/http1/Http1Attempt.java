package io.x0.proxy.upstream.http1;

import io.x0.proxy.upstream.TimedAttempt;
import io.x0.proxy.upstream.Upstream;
import io.x0.proxy.upstream.Upstream.Failure;
import io.x0.proxy.upstream.Upstream.Failure.Kind;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.CyclicTimeouts;
import org.eclipse.jetty.io.EofException;
import org.jspecify.annotations.Nullable;

/**
 * One attempt on a connection of a {@link Loop}. Thread-safe: the selector, the client's body, the
 * timer and an abort may come from different threads.
 *
 * <p>At any time at most one deadline runs, that of the {@link Wait} the attempt is in. While the
 * backend owes nothing (the client sends slowly, or takes the answer slowly) none does.
 */
final class Http1Attempt implements Upstream.Attempt, TimedAttempt {
  /** What the attempt waits for. */
  private enum Wait {
    NOTHING,
    CONNECTION,
    WRITE,
    READ
  }

  private static final long NEVER = Long.MAX_VALUE;

  private final LoopUpstream upstream;
  private final Upstream.Outgoing outgoing;
  private final Upstream.Observer observer;
  private final Answer answer = new Answer();
  private final AtomicBoolean headOrFailure = new AtomicBoolean();
  private final AtomicReference<@Nullable Failure> aborted = new AtomicReference<>();
  private volatile @Nullable Dial dial;
  private volatile @Nullable Http1Connection connection;
  private volatile @Nullable RequestWriter writer;
  private volatile Wait wait = Wait.NOTHING;
  private volatile long deadlineNanos = NEVER;
  private volatile @Nullable Throwable clientFailure;
  private volatile boolean isReused;
  private volatile boolean isAnswered;
  private volatile boolean isSent;

  Http1Attempt(LoopUpstream upstream, Upstream.Outgoing outgoing, Upstream.Observer observer) {
    this.upstream = upstream;
    this.outgoing = outgoing;
    this.observer = observer;
  }

  /** Uses an idle connection, or makes one. */
  void start(Loop loop) {
    Http1Connection idle = loop.take(outgoing.url());
    if (idle != null) {
      var unused = begin(idle);
      return;
    }
    await(Wait.CONNECTION, outgoing.timeouts().connect());
    upstream.find(
        outgoing.url(),
        addresses -> {
          Dial started = new Dial(loop, outgoing.url(), this, addresses);
          dial = started;
          if (headOrFailure.get()) {
            return;
          }
          started.start();
        },
        this::onUnreachable);
  }

  /** Sends the request on a connection; false if it is not wanted any more. */
  boolean begin(Http1Connection taken) {
    connection = taken;
    if (headOrFailure.get()) {
      connection = null;
      return false;
    }
    RequestWriter sending =
        new RequestWriter(
            this,
            taken.getEndPoint(),
            taken.head().write(outgoing),
            outgoing.body(),
            outgoing.bodyLength());
    writer = sending;
    isReused = taken.expect(this, answer, HttpMethod.HEAD.is(outgoing.method()));
    sending.iterate();
    return true;
  }

  void onUnreachable(Throwable cause) {
    boolean isTimeout = cause instanceof SocketTimeoutException;
    fail(new Failure(isTimeout ? Kind.CONNECT_TIMEOUT : Kind.CONNECT, false, false, false, cause));
  }

  void onWriting() {
    if (!isAnswered) {
      await(Wait.WRITE, outgoing.timeouts().write());
    }
  }

  void onClientSlow() {
    if (!isAnswered) {
      await(Wait.NOTHING, Duration.ZERO);
    }
  }

  void onClientFailed(Throwable cause) {
    clientFailure = cause;
    abort(failed(Kind.CLIENT, cause));
  }

  void onSent() {
    isSent = true;
    onNotSent();
  }

  /** What was read so far may be all that the backend wants: its answer tells. */
  void onNotSent() {
    if (!isAnswered) {
      await(Wait.READ, outgoing.timeouts().read());
    }
  }

  /** Returns whether the connection has taken the request as a whole. */
  boolean isSent() {
    return isSent;
  }

  /** The rest of the request is of no use. */
  void stopSending() {
    RequestWriter sending = writer;
    if (sending != null && !isSent) {
      sending.abort(new EofException("answered"));
    }
  }

  /** The head of the answer is here, or will never be. */
  void onAnswer(Answer come) {
    if (!come.hasHead()) {
      Throwable cause = come.failure();
      fail(failure(cause == null ? new EofException("no answer") : cause));
      return;
    }
    isAnswered = true;
    await(Wait.NOTHING, Duration.ZERO);
    if (headOrFailure.compareAndSet(false, true)) {
      upstream.end(this);
      observer.onHead(come.status(), come.fields(), new AnswerBody());
    }
  }

  private void fail(Failure failure) {
    if (headOrFailure.compareAndSet(false, true)) {
      await(Wait.NOTHING, Duration.ZERO);
      upstream.end(this);
      stopSending();
      observer.onFailure(failure);
    }
  }

  @Override
  public void abort(Throwable cause) {
    abort(failed(Kind.CLIENT, cause));
  }

  @Override
  public void expire() {
    Wait expired = wait;
    await(Wait.NOTHING, Duration.ZERO);
    Kind kind =
        switch (expired) {
          case CONNECTION -> Kind.CONNECT_TIMEOUT;
          case WRITE -> Kind.WRITE_TIMEOUT;
          case READ -> Kind.READ_TIMEOUT;
          case NOTHING -> null;
        };
    if (kind != null) {
      abort(failed(kind, new TimeoutException(kind.name())));
    }
  }

  private void abort(Failure failure) {
    aborted.compareAndSet(null, failure);
    fail(failure);
    Dial dialing = dial;
    if (dialing != null && connection == null) {
      dialing.giveUp();
    }
    Http1Connection used = connection;
    if (used != null) {
      used.abort(this, answer, failure.cause());
    }
    stopSending();
  }

  @Override
  public long getExpireNanoTime() {
    return deadlineNanos;
  }

  private void await(Wait next, Duration timeout) {
    wait = next;
    if (next == Wait.NOTHING) {
      deadlineNanos = NEVER;
    } else {
      deadlineNanos = CyclicTimeouts.Expirable.calcExpireNanoTime(timeout.toMillis());
      upstream.schedule(this);
    }
  }

  private Failure failure(Throwable cause) {
    Failure abort = aborted.get();
    if (abort != null) {
      return abort;
    }
    Throwable client = clientFailure;
    if (client != null) {
      return failed(Kind.CLIENT, client);
    }
    return failed(answer.isMalformed() ? Kind.PROTOCOL : Kind.BROKEN, cause);
  }

  private Failure failed(Kind kind, Throwable cause) {
    return new Failure(kind, connection != null, answer.hasHeard(), isReused, cause);
  }

  /** The body of the answer, as the proxy reads it. */
  private final class AnswerBody implements Upstream.Body {
    @Override
    public Content.@Nullable Chunk read() {
      Http1Connection used = connection;
      if (used == null) {
        return Content.Chunk.from(new EofException("no connection"), true);
      }
      Content.Chunk chunk = used.read(Http1Attempt.this, answer);
      if (Content.Chunk.isFailure(chunk)) {
        return Content.Chunk.from(
            new Upstream.UpstreamException(failure(chunk.getFailure())), true);
      }
      return chunk;
    }

    @Override
    public void demand(Runnable demandCallback) {
      Http1Connection used = connection;
      if (used == null) {
        demandCallback.run();
        return;
      }
      await(Wait.READ, outgoing.timeouts().read());
      used.demand(
          Http1Attempt.this,
          answer,
          () -> {
            await(Wait.NOTHING, Duration.ZERO);
            demandCallback.run();
          });
    }

    @Override
    public void fail(Throwable failure) {
      abort(failure);
    }

    @Override
    public @Nullable HttpFields trailers() {
      return answer.trailers();
    }
  }
}
