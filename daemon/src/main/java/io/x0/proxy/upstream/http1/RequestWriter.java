package io.x0.proxy.upstream.http1;

import io.x0.proxy.upstream.Upstream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.IteratingCallback;
import org.jspecify.annotations.Nullable;

/**
 * Writes a request, its body as the client sends it: one chunk at a time, the next is read when the
 * connection has taken the last. A body of unknown length is sent in chunks of its own, never in
 * those of the client (RFC 9112 §7.1). Confined to serial callbacks.
 */
final class RequestWriter extends IteratingCallback {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();
  private static final byte[] CHUNK_END = ascii("\r\n");
  private static final byte[] LAST_CHUNK_END = ascii("\r\n0\r\n");
  private static final byte[] NO_CHUNK = ascii("0\r\n");

  /** After so many chunks in a row it is the turn of others on the selector. */
  private static final int MAX_CHUNKS = 16;

  private final Http1Attempt attempt;
  private final EndPoint endPoint;
  private final RequestHead head;
  private final Upstream.Outgoing request;
  private final Content.@Nullable Source body;

  /** Of the body in bytes; -1 as long as it is not known. */
  private long length;

  private long written;
  private int chunks;
  private Content.@Nullable Chunk chunk;
  private @Nullable HttpFields trailers;
  private volatile boolean isLast;
  private volatile boolean hasBegun;

  /** Whether the body waits for the backend to ask for it (RFC 9110 §10.1.1). */
  private volatile boolean isHeldBack;

  /**
   * @param head of the request, but for its end
   */
  RequestWriter(
      Http1Attempt attempt, EndPoint endPoint, RequestHead head, Upstream.Outgoing request) {
    this.attempt = attempt;
    this.endPoint = endPoint;
    this.head = head;
    this.request = request;
    this.body = request.body();
    this.length = request.bodyLength();
    this.isHeldBack =
        body != null
            && request.headers().contains(HttpHeader.EXPECT, HttpHeaderValue.CONTINUE.asString());
  }

  /** Returns whether a byte may have been written. */
  boolean hasBegun() {
    return hasBegun;
  }

  /** Returns whether the last of it is being written, or has been. */
  boolean isLast() {
    return isLast;
  }

  /** Sends the body that was held back; does nothing if none is. */
  void goOn() {
    if (isHeldBack) {
      isHeldBack = false;
      iterate();
    }
  }

  @Override
  protected Action process() throws Throwable {
    if (isLast) {
      return Action.SUCCEEDED;
    }
    if (!hasBegun && !endPoint.isOpen()) {
      // Whoever waits for the answer is told; nothing was sent.
      throw new IOException("the connection was closed");
    }
    if (body == null) {
      isLast = true;
      hasBegun = true;
      endPoint.write(this, head.end(request.method()));
      return Action.SCHEDULED;
    }
    if (chunks == MAX_CHUNKS) {
      chunks = 0;
      attempt.later(this::iterate);
      return Action.IDLE;
    }
    Content.Chunk next = isHeldBack ? null : body.read();
    if (next == null) {
      return await(body);
    }
    if (Content.Chunk.isFailure(next)) {
      attempt.onClientFailed(next.getFailure());
      throw next.getFailure();
    }
    chunk = next;
    chunks++;
    isLast = next.isLast();
    if (isLast && length < 0) {
      trailers = request.trailers().get();
      if (!hasBegun && (trailers == null || trailers.size() == 0)) {
        length = next.remaining();
      }
    }
    written += next.remaining();
    if (length >= 0 && (isLast ? written != length : written > length)) {
      IOException wrong = new IOException("the body has " + written + " of " + length + " bytes");
      attempt.onClientFailed(wrong);
      throw wrong;
    }
    attempt.onWriting();
    write(next.getByteBuffer());
    return Action.SCHEDULED;
  }

  private Action await(Content.Source source) {
    if (!hasBegun) {
      // The backend may already act on the head.
      endPoint.write(this, takeHead());
      return Action.SCHEDULED;
    }
    if (isHeldBack) {
      attempt.onBackendAsked();
    } else {
      attempt.onClientSlow();
      chunks = 0;
      source.demand(this::iterate);
    }
    return Action.IDLE;
  }

  private void write(ByteBuffer bytes) {
    if (length >= 0) {
      endPoint.write(this, takeHead(), bytes);
      return;
    }
    ByteBuffer end = isLast ? end() : NOTHING;
    if (bytes.hasRemaining()) {
      ByteBuffer size = ByteBuffer.wrap(ascii(Integer.toHexString(bytes.remaining()) + "\r\n"));
      ByteBuffer frame = ByteBuffer.wrap(isLast ? LAST_CHUNK_END : CHUNK_END);
      endPoint.write(this, takeHead(), size, bytes, frame, end);
    } else {
      endPoint.write(this, takeHead(), isLast ? ByteBuffer.wrap(NO_CHUNK) : NOTHING, end);
    }
  }

  private ByteBuffer end() {
    HttpFields fields = trailers;
    return new RequestHead().trailers(fields == null ? HttpFields.EMPTY : fields);
  }

  /** Returns the head the first time. */
  private ByteBuffer takeHead() {
    if (hasBegun) {
      return NOTHING;
    }
    hasBegun = true;
    return head.end(length);
  }

  @Override
  protected void onSuccess() {
    release();
  }

  @Override
  protected void onCompleteSuccess() {
    attempt.onSent();
  }

  @Override
  protected void onCompleteFailure(Throwable cause) {
    release();
    attempt.onNotSent();
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

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
