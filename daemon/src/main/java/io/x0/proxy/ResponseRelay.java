package io.x0.proxy;

import io.x0.proxy.upstream.Upstream;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.IteratingCallback;
import org.jspecify.annotations.Nullable;

/**
 * Streams the body of a backend's answer to the client, one chunk at a time: the next is read when
 * the client has taken the last. Confined to Jetty's serial callbacks.
 */
final class ResponseRelay extends IteratingCallback {
  private final Response response;
  private final Upstream.Body body;
  private final Observer observer;
  private Content.@Nullable Chunk chunk;
  private boolean headSent;
  private boolean last;

  /** Is told how it ended. */
  interface Observer {
    /** The answer has been written completely. */
    void onAnswered();

    /**
     * The answer broke off; one of the backend's failures is an {@link Upstream.UpstreamException}.
     */
    void onBroken(Throwable cause);
  }

  ResponseRelay(Response response, Upstream.Body body, Observer observer) {
    this.response = response;
    this.body = body;
    this.observer = observer;
  }

  @Override
  protected Action process() throws Throwable {
    if (last) {
      return Action.SUCCEEDED;
    }
    Content.Chunk next = body.read();
    if (next == null) {
      if (!headSent) {
        // The body takes its time, but the client may already act on the head.
        headSent = true;
        response.write(false, BufferUtil.EMPTY_BUFFER, this);
        return Action.SCHEDULED;
      }
      body.demand(this::iterate);
      return Action.IDLE;
    }
    if (Content.Chunk.isFailure(next)) {
      throw next.getFailure();
    }
    chunk = next;
    headSent = true;
    last = next.isLast();
    response.write(last, next.getByteBuffer(), this);
    return Action.SCHEDULED;
  }

  @Override
  protected void onSuccess() {
    release();
  }

  @Override
  protected void onCompleteSuccess() {
    observer.onAnswered();
  }

  @Override
  protected void onCompleteFailure(Throwable cause) {
    release();
    observer.onBroken(cause);
  }

  @Override
  public InvocationType getInvocationType() {
    return InvocationType.NON_BLOCKING;
  }

  private void release() {
    Content.Chunk held = chunk;
    chunk = null;
    if (held != null) {
      held.release();
    }
  }
}
