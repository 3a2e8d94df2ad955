package io.x0.proxy;

import java.util.function.Consumer;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is left of an answer whose client has gone, so that the backend can finish it.
 * Confined to the serial callbacks of the body.
 */
final class DiscardedBody {
  private final Content.Source body;
  private final Consumer<@Nullable Throwable> whenRead;

  /**
   * @param whenRead is told at the end, with the failure of the body or null
   */
  DiscardedBody(Content.Source body, Consumer<@Nullable Throwable> whenRead) {
    this.body = body;
    this.whenRead = whenRead;
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
      next.release();
    }
    whenRead.accept(null);
  }
}
