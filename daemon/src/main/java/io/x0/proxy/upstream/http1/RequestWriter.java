package io.x0.proxy.upstream.http1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
  private static final byte[] CHUNK_END = "\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BODY_END = "\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] EMPTY_BODY_END = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Http1Attempt attempt;
  private final EndPoint endPoint;
  private final Content.@Nullable Source body;
  private final long length;
  private ByteBuffer head;
  private long written;
  private Content.@Nullable Chunk chunk;
  private boolean isLast;

  /**
   * @param length of the body in bytes, or -1 when it is not known
   */
  RequestWriter(
      Http1Attempt attempt,
      EndPoint endPoint,
      ByteBuffer head,
      Content.@Nullable Source body,
      long length) {
    this.attempt = attempt;
    this.endPoint = endPoint;
    this.head = head;
    this.body = body;
    this.length = length;
  }

  @Override
  protected Action process() throws Throwable {
    if (isLast) {
      return Action.SUCCEEDED;
    }
    if (body == null) {
      isLast = true;
      attempt.onWriting();
      endPoint.write(this, takeHead());
      return Action.SCHEDULED;
    }
    Content.Chunk next = body.read();
    if (next == null) {
      return wait(body);
    }
    if (Content.Chunk.isFailure(next)) {
      attempt.onClientFailed(next.getFailure());
      throw next.getFailure();
    }
    chunk = next;
    isLast = next.isLast();
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

  private Action wait(Content.Source source) {
    if (head.hasRemaining()) {
      // The backend may already act on the head.
      attempt.onWriting();
      endPoint.write(this, takeHead());
      return Action.SCHEDULED;
    }
    attempt.onClientSlow();
    source.demand(this::iterate);
    return Action.IDLE;
  }

  private void write(ByteBuffer bytes) {
    if (length >= 0) {
      endPoint.write(this, takeHead(), bytes);
    } else if (bytes.hasRemaining()) {
      ByteBuffer size =
          ByteBuffer.wrap(
              (Integer.toHexString(bytes.remaining()) + "\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      endPoint.write(this, takeHead(), size, bytes, ByteBuffer.wrap(isLast ? BODY_END : CHUNK_END));
    } else {
      endPoint.write(this, takeHead(), isLast ? ByteBuffer.wrap(EMPTY_BODY_END) : NOTHING);
    }
  }

  private ByteBuffer takeHead() {
    ByteBuffer taken = head;
    head = NOTHING;
    return taken;
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
}
