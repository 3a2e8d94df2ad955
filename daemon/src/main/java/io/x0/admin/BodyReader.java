package io.x0.admin;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/**
 * Reads the body of a request as it comes, so that no thread waits for a slow client. One thread at
 * a time.
 */
final class BodyReader implements Runnable {
  private static final int MAX_BODY_BYTES = 1 << 20;

  private final Request request;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();

  private BodyReader(Request request) {
    this.request = request;
  }

  /** Returns the body; fails with {@link ApiException} when it is larger than 1 MiB. */
  static CompletableFuture<byte[]> read(Request request) {
    if (request.getLength() > MAX_BODY_BYTES) {
      return CompletableFuture.failedFuture(tooLarge());
    }
    BodyReader reader = new BodyReader(request);
    reader.run();
    return reader.body;
  }

  @Override
  public void run() {
    while (true) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        request.demand(this);
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        body.completeExceptionally(chunk.getFailure());
        return;
      }
      take(chunk.getByteBuffer());
      boolean last = chunk.isLast();
      chunk.release();
      if (bytes.size() > MAX_BODY_BYTES) {
        body.completeExceptionally(tooLarge());
        return;
      }
      if (last) {
        body.complete(bytes.toByteArray());
        return;
      }
    }
  }

  private void take(ByteBuffer part) {
    byte[] copy = new byte[part.remaining()];
    part.get(copy);
    bytes.writeBytes(copy);
  }

  private static ApiException tooLarge() {
    return new ApiException(
        413, "the body is larger than 1 MiB: split it, such as a script into several", null);
  }
}
