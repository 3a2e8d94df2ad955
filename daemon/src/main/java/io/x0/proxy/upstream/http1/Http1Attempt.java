package io.x0.proxy.upstream.http1;

import io.x0.common.name.BackendUrl;
import io.x0.proxy.upstream.Introduction;
import io.x0.proxy.upstream.TimedAttempt;
import io.x0.proxy.upstream.Upstream;
import io.x0.proxy.upstream.Upstream.Failure;
import io.x0.proxy.upstream.Upstream.Failure.Kind;
import java.io.EOFException;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * One attempt on a connection of a {@link LoopUpstream}. Thread-safe: the selector, the client's
 * body, the timer and an abort may come from different threads.
 *
 * <p>At any time at most one deadline runs, that of the {@link Wait} the attempt is in. While the
 * backend owes nothing (the client sends slowly, or takes the answer slowly) none does.
 */
final class Http1Attempt extends TimedAttempt implements Upstream.Attempt {
  private final LoopUpstream upstream;
  private final Upstream.Outgoing outgoing;
  private final Upstream.Observer observer;
  private final byte[] introduction;
  private final Answer answer = new Answer();
  private final AtomicBoolean headOrFailure = new AtomicBoolean();
  private final AtomicReference<@Nullable Failure> aborted = new AtomicReference<>();

  /** The connection whose answer is complete, until the request has been written, too. */
  private final AtomicReference<@Nullable Http1Connection> leaving = new AtomicReference<>();

  private volatile @Nullable Dial dial;
  private volatile @Nullable Http1Connection connection;
  private volatile @Nullable RequestWriter writer;
  private volatile boolean isReused;
  private volatile boolean isSent;

  Http1Attempt(LoopUpstream upstream, Upstream.Outgoing outgoing, Upstream.Observer observer) {
    this.upstream = upstream;
    this.outgoing = outgoing;
    this.observer = observer;
    this.introduction = Introduction.of(outgoing.link().proxyProtocol(), outgoing.client());
  }

  BackendUrl url() {
    return outgoing.url();
  }

  /** Returns its answer, which is confined to the lock of the connection. */
  Answer answer() {
    return answer;
  }

  /** Uses an idle connection, or makes one. */
  void start() {
    Http1Connection idle = isAlone() ? null : upstream.idle().take(url());
    if (idle != null) {
      begin(idle);
      return;
    }
    await(Wait.CONNECTION, outgoing.timeouts().connect());
    upstream.find(url(), this::dial, this::onUnreachable);
  }

  /** Returns whether its connection begins with who the client is, and so serves nobody else. */
  private boolean isAlone() {
    return introduction.length > 0;
  }

  private void dial(List<SocketAddress> addresses) {
    Dial started = new Dial(upstream, this, addresses);
    dial = started;
    if (!headOrFailure.get()) {
      started.next();
    }
  }

  /** Sends the request on a connection, or gives it back if that is not wanted any more. */
  void begin(Http1Connection taken) {
    try {
      taken.head().begin(outgoing, introduction);
    } catch (IllegalArgumentException e) {
      taken.giveBack();
      fail(new Failure(Kind.PROTOCOL, false, false, false, e));
      return;
    }
    if (headOrFailure.get()) {
      taken.giveBack();
      return;
    }
    RequestWriter sending = new RequestWriter(this, taken.getEndPoint(), taken.head(), outgoing);
    writer = sending;
    connection = taken;
    isReused = taken.hasServed();
    onWriting();
    taken.expect(this, HttpMethod.HEAD.is(outgoing.method()));
    Failure abort = aborted.get();
    if (abort != null) {
      // It came before there was a connection to close.
      taken.abort(this, abort.cause());
      return;
    }
    sending.iterate();
  }

  /** The backend could not be reached at any of its addresses. */
  void onUnreachable(Throwable cause) {
    fail(new Failure(Kind.CONNECT, false, false, false, cause));
  }

  /** Something is written that the backend has to take. */
  void onWriting() {
    await(Wait.WRITE, outgoing.timeouts().write());
  }

  /** The client has not sent yet what comes next. */
  void onClientSlow() {
    awaitNothing();
  }

  /** Goes on when others on the selector have had their turn. */
  void later(Runnable task) {
    upstream.channels().later(task);
  }

  /** The backend has to say something before anything more is written. */
  void onBackendAsked() {
    await(Wait.READ, outgoing.timeouts().read());
  }

  /** The selector of its connection has stopped. */
  void onStopped() {
    abort(failed(Kind.BROKEN, new EOFException("the listener was closed")));
  }

  void onClientFailed(Throwable cause) {
    abort(failed(Kind.CLIENT, cause));
  }

  /** The connection has taken the request as a whole. */
  void onSent() {
    isSent = true;
    onBackendAsked();
    release();
  }

  /** The connection takes no more. The backend may have answered: what is read will tell. */
  void onNotSent() {
    onBackendAsked();
    Http1Connection used = leaving.getAndSet(null);
    if (used != null) {
      used.getEndPoint().close();
    }
  }

  /** Returns whether a connection could serve another request after this one. */
  boolean leavesConnection() {
    RequestWriter sending = writer;
    return sending != null && sending.isLast() && !isAlone();
  }

  /** The answer is complete. The answer to what was just written may come before that is told. */
  void leave(Http1Connection used) {
    leaving.set(used);
    release();
  }

  private void release() {
    Http1Connection used = isSent ? leaving.getAndSet(null) : null;
    if (used != null) {
      used.giveBack();
    }
  }

  /** The backend wants to have the body. */
  void onInvited() {
    RequestWriter sending = writer;
    if (sending != null) {
      sending.goOn();
    }
  }

  /** The backend works on the answer. */
  void onInterim(Answer.Interim said) {
    if (awaits(Wait.READ)) {
      await(Wait.READ, outgoing.timeouts().read());
    }
    if (!headOrFailure.get()) {
      observer.onInterim(said.status(), said.fields());
    }
  }

  /** The head of the answer is here, or will never be. */
  void onAnswer() {
    if (answer.hasHead() && !answer.isMalformed()) {
      answered();
      if (headOrFailure.compareAndSet(false, true)) {
        observer.onHead(answer.status(), answer.fields(), new AnswerBody());
      }
    } else {
      Throwable known = answer.failure();
      Throwable cause = known == null ? new EOFException("no answer") : known;
      Http1Connection used = connection;
      if (used != null) {
        // What came of a body that is not valid is of no use.
        used.abort(this, cause);
      }
      fail(failure(cause));
    }
  }

  /** The answer has come to its end, or its connection has. */
  void onEnd() {
    upstream.ended(this);
  }

  /** The rest of the request is of no use. */
  void stopSending() {
    RequestWriter sending = writer;
    if (sending != null && !isSent) {
      sending.abort(new EOFException("the request has ended"));
    }
  }

  private void fail(Failure failure) {
    if (headOrFailure.compareAndSet(false, true)) {
      awaitNothing();
      upstream.ended(this);
      stopSending();
      observer.onFailure(failure);
    }
  }

  @Override
  public void abort(Throwable cause) {
    abort(failed(Kind.CLIENT, cause));
  }

  private void abort(Failure failure) {
    if (!aborted.compareAndSet(null, failure)) {
      return;
    }
    Dial dialling = dial;
    Http1Connection used = connection;
    if (used != null) {
      used.abort(this, failure.cause());
    } else if (dialling != null) {
      dialling.giveUp();
    }
    upstream.ended(this);
    stopSending();
    fail(failure);
  }

  @Override
  protected void onTimeout(Kind kind) {
    // The thread of the timer is for timers.
    upstream.execute(() -> abort(failed(kind, new TimeoutException(kind.name()))));
  }

  @Override
  protected void schedule() {
    upstream.schedule(this);
  }

  private Failure failure(Throwable cause) {
    Failure abort = aborted.get();
    return abort != null
        ? abort
        : failed(answer.isMalformed() ? Kind.PROTOCOL : Kind.BROKEN, cause);
  }

  private Failure failed(Kind kind, Throwable cause) {
    RequestWriter sending = writer;
    boolean hasBegun = sending != null && sending.hasBegun();
    return new Failure(kind, hasBegun, answer.hasHeard(), isReused, cause);
  }

  /** The body of the answer, as the proxy reads it. */
  private final class AnswerBody implements Upstream.Body {
    private final Http1Connection from;

    AnswerBody() {
      Http1Connection used = connection;
      if (used == null) {
        throw new IllegalStateException("an answer came over no connection");
      }
      from = used;
    }

    @Override
    public Content.@Nullable Chunk read() {
      Content.Chunk chunk = from.read(Http1Attempt.this);
      if (chunk != null && Content.Chunk.isFailure(chunk)) {
        return Content.Chunk.from(
            new Upstream.UpstreamException(failure(chunk.getFailure())), true);
      }
      return chunk;
    }

    @Override
    public void demand(Runnable demandCallback) {
      awaitBody(outgoing.timeouts().read());
      from.demand(
          Http1Attempt.this,
          () -> {
            awaitNoBody();
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
