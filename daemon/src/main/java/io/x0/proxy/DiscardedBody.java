package io.x0.proxy;

import io.x0.proxy.upstream.Upstream;
import org.eclipse.jetty.io.Content;

/**
 * Reads what is left of an answer whose client has gone, so that the backend can finish it.
 * Confined to the serial callbacks of the body.
 */
final class DiscardedBody {
  private final Upstream.Body body;
  private final RequestFlow flow;

  DiscardedBody(Upstream.Body body, RequestFlow flow) {
    this.body = body;
    this.flow = flow;
  }

  void read() {
    boolean isLast = false;
    while (!isLast) {
      Content.Chunk next = body.read();
      if (next == null) {
        body.demand(this::read);
        return;
      }
      if (Content.Chunk.isFailure(next)) {
        flow.onBroken(next.getFailure());
        return;
      }
      flow.onAnswerBytes(next.remaining());
      isLast = next.isLast();
      next.release();
    }
    flow.onBackendDone();
    flow.onAnswered();
  }
}
