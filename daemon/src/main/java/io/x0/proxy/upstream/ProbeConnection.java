package io.x0.proxy.upstream;

import io.x0.proxy.upstream.ProbeAnswer.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;

/** The connection of one check. Confined to Jetty's serial callbacks, except closing. */
final class ProbeConnection extends AbstractConnection {
  private static final int BUFFER_BYTES = 4096;

  private final ByteBufferPool buffers;
  private final ProbeRun run;
  private final ByteBuffer question;
  private final ProbeAnswer answer;

  ProbeConnection(
      EndPoint endPoint,
      Executor executor,
      ByteBufferPool buffers,
      ProbeRun run,
      ByteBuffer question,
      ProbeAnswer answer) {
    super(endPoint, executor);
    this.buffers = buffers;
    this.run = run;
    this.question = question;
    this.answer = answer;
  }

  @Override
  public void onOpen() {
    super.onOpen();
    if (run.isOver()) {
      return;
    }
    // A failure to write is not the whole story: what can still be read says more.
    getEndPoint().write(Callback.NOOP, question);
    awaitBytes();
  }

  private void awaitBytes() {
    tryFillInterested(Callback.from(InvocationType.NON_BLOCKING, this::onFillable, run::onFailure));
  }

  @Override
  public void onFillable() {
    RetainableByteBuffer buffer = buffers.acquire(BUFFER_BYTES, true);
    try {
      ByteBuffer bytes = buffer.getByteBuffer();
      while (true) {
        int filled = getEndPoint().fill(bytes);
        if (filled == 0) {
          awaitBytes();
          return;
        }
        Verdict verdict = filled < 0 ? answer.end() : answer.receive(bytes);
        if (verdict != null) {
          run.end(verdict.good(), verdict.detail());
          return;
        }
      }
    } catch (IOException | RuntimeException e) {
      run.onFailure(e);
    } finally {
      buffer.release();
    }
  }
}
