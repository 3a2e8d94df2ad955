package io.x0.proxy;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.NanoTime;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body ends in a failure when it becomes too large or comes too slowly: both can
 * only be found out while the client sends. Only the time in which x0 waits for it counts.
 * Thread-safe like the request: reads are serial.
 */
final class LimitedRequest extends Request.Wrapper {
  private final Response response;
  private final long maxBytes;
  private final Limits.BodyRate rate;
  private long waitedNanos;
  private long bytes;
  private Content.@Nullable Chunk failure;

  /** Says that a body is too large; nobody looks at its stack trace, so it has none. */
  static final class BodyTooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private BodyTooLargeException(long maxBytes) {
      super("the body has more than " + maxBytes + " bytes", null, false, false);
    }
  }

  /** Says that a body comes too slowly. */
  static final class BodyTooSlowException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private BodyTooSlowException(int minRate) {
      super("the body comes with less than " + minRate + " bytes per second", null, false, false);
    }
  }

  /**
   * @param maxBytes most bytes; 0 means no limit
   * @param rate how slowly it may come
   */
  LimitedRequest(Request request, Response response, long maxBytes, Limits.BodyRate rate) {
    super(request);
    this.rate = rate;
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
    boolean isTooLarge = maxBytes > 0 && bytes > maxBytes;
    if (!isTooLarge && (chunk.isLast() || rate.allows(bytes, waitedNanos))) {
      return chunk;
    }
    chunk.release();
    if (!response.isCommitted()) {
      // Nobody reads the rest, so no other request can follow it.
      response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString());
    }
    failure =
        Content.Chunk.from(
            isTooLarge
                ? new BodyTooLargeException(maxBytes)
                : new BodyTooSlowException(rate.bytes()),
            true);
    return failure;
  }

  @Override
  public void demand(Runnable demandCallback) {
    long begin = NanoTime.now();
    super.demand(
        () -> {
          waitedNanos += NanoTime.since(begin);
          demandCallback.run();
        });
  }
}
