package io.x0.proxy;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body ends in a failure when it becomes too large: what the client did not say
 * before can only be found out while it sends. Thread-safe like the request: reads are serial.
 */
final class LimitedRequest extends Request.Wrapper {
  private final Response response;
  private final long maxBytes;
  private long bytes;
  private Content.@Nullable Chunk failure;

  /** Says that a body is too large; nobody looks at its stack trace, so it has none. */
  static final class BodyTooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private BodyTooLargeException(long maxBytes) {
      super("the body has more than " + maxBytes + " bytes", null, false, false);
    }
  }

  LimitedRequest(Request request, Response response, long maxBytes) {
    super(request);
    this.response = response;
    this.maxBytes = maxBytes;
  }

  @Override
  public Content.@Nullable Chunk read() {
    if (failure != null) {
      return failure;
    }
    Content.Chunk chunk = super.read();
    if (chunk == null || Content.Chunk.isFailure(chunk)) {
      return chunk;
    }
    bytes += chunk.remaining();
    if (bytes <= maxBytes) {
      return chunk;
    }
    chunk.release();
    if (!response.isCommitted()) {
      // Nobody reads the rest, so no other request can follow it.
      response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString());
    }
    failure = Content.Chunk.from(new BodyTooLargeException(maxBytes), true);
    return failure;
  }
}
