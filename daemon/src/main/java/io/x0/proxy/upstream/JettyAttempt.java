package io.x0.proxy.upstream;

import io.x0.proxy.tunnel.TunnelEnd;
import io.x0.proxy.upstream.Upstream.Failure;
import io.x0.proxy.upstream.Upstream.Failure.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.client.HttpResponseException;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.client.RetryableRequestException;
import org.eclipse.jetty.client.transport.HttpRequest;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.jspecify.annotations.Nullable;

/**
 * One attempt on Jetty's client. Thread-safe: Jetty's callbacks, the timer and an abort may come
 * from different threads.
 *
 * <p>At any time at most one deadline runs, that of the {@link Wait} the attempt is in. While the
 * backend owes nothing (the client sends slowly, or takes the answer slowly) none does.
 */
final class JettyAttempt extends TimedAttempt implements Upstream.Attempt {
  private static final String ATTRIBUTE = "io.x0.attempt";

  /** A backend that says more of these before its answer has none. */
  private static final int MAX_INTERIM = 20;

  private static final String REFUSED =
      ErrorCode.toString(ErrorCode.REFUSED_STREAM_ERROR.code, "refused");

  private final Request request;
  private final Upstream.Outgoing outgoing;
  private final Upstream.Observer observer;
  private final Deadlines<JettyAttempt> deadlines;
  private final Set<JettyAttempt> active;
  private final KeepAliveTimes keepAlive;
  private final AtomicBoolean headOrFailure = new AtomicBoolean();
  private final AtomicReference<@Nullable Failure> aborted = new AtomicReference<>();
  private final @Nullable AttemptBody body;
  private volatile long bytesBefore;
  private volatile boolean begun;
  private volatile boolean answered;
  private volatile Runnable afterwards = () -> {};

  /** Of the answers that come one after another on the backend's connection. */
  private int interim;

  JettyAttempt(
      Request request,
      Upstream.Outgoing outgoing,
      Upstream.Observer observer,
      Deadlines<JettyAttempt> deadlines,
      Set<JettyAttempt> active,
      KeepAliveTimes keepAlive) {
    this.request = request;
    this.outgoing = outgoing;
    this.observer = observer;
    this.deadlines = deadlines;
    this.active = active;
    this.keepAlive = keepAlive;
    Content.Source source = outgoing.body();
    this.body = source == null ? null : new AttemptBody(source);
    if (body != null) {
      request.body(body);
      if (outgoing.bodyLength() < 0) {
        request.trailersSupplier(outgoing.trailers());
      }
    }
    request.attribute(ATTRIBUTE, this);
  }

  /** Returns the attempt that a request of Jetty's client is, or null. */
  static @Nullable JettyAttempt of(Request request) {
    return (JettyAttempt) request.getAttributes().get(ATTRIBUTE);
  }

  boolean asksForWebSocket() {
    return outgoing.asksForWebSocket();
  }

  /** Makes it do something when it has ended; to be said before it is sent. */
  void afterwards(Runnable task) {
    afterwards = task;
  }

  void send() {
    active.add(this);
    await(Wait.CONNECTION, outgoing.timeouts().connect());
    try {
      request
          .onRequestBegin(r -> onBegin())
          .onRequestSuccess(r -> onSent())
          .onResponseContentSource(this::onHead)
          .send(this::onComplete);
    } catch (RuntimeException e) {
      active.remove(this);
      throw e;
    }
  }

  @Override
  public void abort(Throwable cause) {
    abort(failed(Kind.CLIENT, cause));
  }

  @Override
  protected void onTimeout(Kind kind) {
    abort(failed(kind, new TimeoutException(kind.name())));
  }

  private void abort(Failure failure) {
    aborted.compareAndSet(null, failure);
    // What comes of it, the client tells onComplete.
    var unused = request.abort(failure.cause());
  }

  @Override
  protected void schedule() {
    deadlines.schedule(this);
  }

  private void onBegin() {
    if (request.getConnection().isClosed()) {
      // It was closed at the very moment it was given out, and nobody else would ever tell: Jetty
      // looks for a request to abort when it closes a connection, and there was none yet.
      abort(unbegun(new ClosedChannelException()));
      return;
    }
    Connection used = connection();
    bytesBefore = used == null ? 0 : used.getBytesIn();
    begun = true;
    await(Wait.WRITE, outgoing.timeouts().write());
  }

  private void onSent() {
    if (!answered) {
      await(Wait.READ, outgoing.timeouts().read());
    }
  }

  private void onHead(Response response, Content.Source source) {
    answered = true;
    awaitNothing();
    long length;
    try {
      length = declared(response);
      AnswerFraming.check(response.getStatus(), response.getVersion(), response.getHeaders());
    } catch (IOException e) {
      abort(failed(Kind.PROTOCOL, e));
      return;
    }
    keepAlive.learn(request.getConnection(), response.getHeaders());
    if (headOrFailure.compareAndSet(false, true)) {
      observer.onHead(
          response.getStatus(), response.getHeaders(), new AnswerBody(response, source, length));
    }
  }

  /** Returns how long the body must be, or -1 if the head does not say or means another one. */
  private long declared(Response response) throws IOException {
    long length = AnswerFraming.length(response.getHeaders());
    int status = response.getStatus();
    return HttpMethod.HEAD.is(request.getMethod())
            || status == HttpStatus.NO_CONTENT_204
            || status == HttpStatus.NOT_MODIFIED_304
        ? -1
        : length;
  }

  /** The backend works on the answer. */
  void onInterim(int status, HttpFields headers) {
    if (++interim > MAX_INTERIM) {
      abort(failed(Kind.PROTOCOL, new IOException("more than 20 interim answers")));
      return;
    }
    if (awaits(Wait.READ)) {
      await(Wait.READ, outgoing.timeouts().read());
    }
    if (status != HttpStatus.CONTINUE_100) {
      observer.onInterim(status, headers);
    }
  }

  /** The answer was 101, which ends HTTP on this connection. */
  void onSwitched(Result result, Executor executor) {
    EndPoint endPoint = endPoint();
    if (result.isFailed() || endPoint == null) {
      onComplete(result);
      return;
    }
    active.remove(this);
    awaitNothing();
    HttpFields headers = result.getResponse().getHeaders();
    if (!headOrFailure.compareAndSet(false, true)) {
      endPoint.close();
    } else if (headers.contains(HttpHeader.UPGRADE, "websocket")) {
      TunnelEnd backend = new TunnelEnd(endPoint, executor);
      endPoint.upgrade(backend);
      observer.onSwitched(headers, backend);
    } else {
      endPoint.close();
      observer.onFailure(failed(Kind.PROTOCOL, new IOException("101 without Upgrade: websocket")));
    }
    afterwards.run();
  }

  /** Returns what the connection of the request reads from and writes to, or null. */
  private @Nullable EndPoint endPoint() {
    // Jetty's client leaves it there for those who take a connection over.
    return request instanceof HttpRequest known
            && known.getConversation().getAttribute(EndPoint.class.getName()) instanceof EndPoint e
        ? e
        : null;
  }

  private void onComplete(Result result) {
    active.remove(this);
    keepAlive.restart(request.getConnection());
    awaitNothing();
    if (headOrFailure.compareAndSet(false, true)) {
      Throwable cause = result.getFailure();
      observer.onFailure(failure(cause == null ? new IllegalStateException("no answer") : cause));
    }
    afterwards.run();
  }

  private Failure failure(Throwable cause) {
    Failure abort = aborted.get();
    if (abort != null) {
      return abort;
    }
    if (body != null && body.clientFailure != null) {
      return failed(Kind.CLIENT, body.clientFailure);
    }
    if (!answered && isRefused(cause)) {
      return new Failure(Kind.BROKEN, false, false, true, cause);
    }
    if (!begun) {
      return unbegun(cause);
    }
    if (cause instanceof SSLException && !answered) {
      return new Failure(Kind.CONNECT, false, false, false, cause);
    }
    return failed(cause instanceof HttpResponseException ? Kind.PROTOCOL : Kind.BROKEN, cause);
  }

  /** Returns whether a backend over HTTP/2 says, or shows, that it has not begun the request. */
  private static boolean isRefused(Throwable cause) {
    // Jetty tells the code of a reset in words only.
    return cause instanceof RetryableRequestException
        || (cause instanceof IOException && REFUSED.equals(cause.getMessage()));
  }

  /** A request that was not begun found no connection, or one that was closed that moment. */
  private static Failure unbegun(Throwable cause) {
    if (cause instanceof EOFException || cause instanceof ClosedChannelException) {
      return new Failure(Kind.BROKEN, false, false, true, cause);
    }
    boolean timeout = cause instanceof SocketTimeoutException || cause instanceof TimeoutException;
    return new Failure(timeout ? Kind.CONNECT_TIMEOUT : Kind.CONNECT, false, false, false, cause);
  }

  private Failure failed(Kind kind, Throwable cause) {
    Connection used = connection();
    boolean heard = begun && used != null && used.getBytesIn() > bytesBefore;
    return new Failure(kind, begun, heard, bytesBefore > 0, cause);
  }

  /** Returns the connection that the request was given, or null. */
  private @Nullable Connection connection() {
    // Jetty's client connections are connections of its I/O, too; those count bytes.
    return request.getConnection() instanceof Connection used ? used : null;
  }

  /** The body of the request, as the client reads it. */
  private final class AttemptBody implements Request.Content {
    private final Content.Source source;
    private volatile @Nullable Throwable clientFailure;

    AttemptBody(Content.Source source) {
      this.source = source;
    }

    @Override
    public long getLength() {
      return outgoing.bodyLength();
    }

    @Override
    public Content.@Nullable Chunk read() {
      Content.Chunk chunk = source.read();
      if (Content.Chunk.isFailure(chunk)) {
        clientFailure = chunk.getFailure();
      }
      if (!answered) {
        if (chunk == null) {
          awaitNothing();
        } else {
          await(Wait.WRITE, outgoing.timeouts().write());
        }
      }
      return chunk;
    }

    @Override
    public void demand(Runnable demandCallback) {
      source.demand(demandCallback);
    }

    @Override
    public void fail(Throwable failure) {
      // The attempt failed, not the client's request: what it still holds serves the next attempt.
    }

    @Override
    public void fail(Throwable failure, boolean last) {
      fail(failure);
    }
  }

  /** The body of the answer, as the proxy reads it. */
  private final class AnswerBody implements Upstream.Body {
    private final Response response;
    private final Content.Source source;
    private final long length;
    private long bytes;

    AnswerBody(Response response, Content.Source source, long length) {
      this.response = response;
      this.source = source;
      this.length = length;
    }

    @Override
    public Content.@Nullable Chunk read() {
      Content.Chunk chunk = source.read();
      if (Content.Chunk.isFailure(chunk)) {
        return Content.Chunk.from(
            new Upstream.UpstreamException(failure(chunk.getFailure())), true);
      }
      return chunk == null ? null : counted(chunk);
    }

    /** HTTP/2 frames a body by itself, so what the head says may be wrong (RFC 9113 §8.1.1). */
    private Content.Chunk counted(Content.Chunk chunk) {
      bytes += chunk.remaining();
      if (length < 0 || (chunk.isLast() ? bytes == length : bytes <= length)) {
        return chunk;
      }
      chunk.release();
      IOException cause = new IOException("the answer is not as long as it says");
      abort(failed(Kind.PROTOCOL, cause));
      return Content.Chunk.from(new Upstream.UpstreamException(failed(Kind.PROTOCOL, cause)), true);
    }

    @Override
    public void demand(Runnable demandCallback) {
      await(Wait.READ, outgoing.timeouts().read());
      source.demand(
          () -> {
            awaitNothing();
            demandCallback.run();
          });
    }

    @Override
    public void fail(Throwable failure) {
      source.fail(failure);
    }

    @Override
    public @Nullable HttpFields trailers() {
      return response.getTrailers();
    }
  }
}
