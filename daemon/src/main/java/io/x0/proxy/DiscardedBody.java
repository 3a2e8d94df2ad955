package io.x0.proxy;

import java.util.function.Consumer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is left of an answer that nobody wants, so that the backend can finish it. Confined to
 * the serial callbacks of the body.
 */
final class DiscardedBody {
  /** More is not worth keeping a connection for. */
  private static final long MOST_DRAINED_BYTES = 64 << 10;

  private final Content.Source body;
  private final long mostBytes;
  private final Consumer<@Nullable Throwable> whenRead;
  private long readBytes;

  /**
   * @param whenRead is told at the end, with the failure of the body or null
   */
  DiscardedBody(Content.Source body, Consumer<@Nullable Throwable> whenRead) {
    this(body, Long.MAX_VALUE, whenRead);
  }

  private DiscardedBody(
      Content.Source body, long mostBytes, Consumer<@Nullable Throwable> whenRead) {
    this.body = body;
    this.mostBytes = mostBytes;
    this.whenRead = whenRead;
  }

  /** Reads a body that should be short, to use its connection again; stops one that is not. */
  static void drain(Content.Source body) {
    new DiscardedBody(
            body,
            MOST_DRAINED_BYTES,
            failure -> {
              if (failure != null) {
                body.fail(failure);
              }
            })
        .read();
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
        whenRead.accept(next.getFailure());
        return;
      }
      isLast = next.isLast();
      readBytes += next.remaining();
      next.release();
      if (!isLast && readBytes > mostBytes) {
        whenRead.accept(new EofException("the body is too long to be read for nothing"));
        return;
      }
    }
    whenRead.accept(null);
  }
}
