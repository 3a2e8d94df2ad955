package io.x0.proxy.upstream;

import io.x0.health.HealthCheck;
import io.x0.health.Probe;
import io.x0.proxy.upstream.ProbeAnswer.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
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
  private static final Set<String> METHODS_WITH_BODY = Set.of("POST", "PUT", "PATCH");

  private final ByteBufferPool buffers;
  private final ProbeRun run;
  private final ProbeAnswer answer;

  ProbeConnection(
      EndPoint endPoint,
      Executor executor,
      ByteBufferPool buffers,
      ProbeRun run,
      ProbeAnswer answer) {
    super(endPoint, executor);
    this.buffers = buffers;
    this.run = run;
    this.answer = answer;
  }

  @Override
  public void onOpen() {
    super.onOpen();
    if (run.isOver()) {
      return;
    }
    // A failure to write is not the whole story: what can still be read says more.
    getEndPoint().write(Callback.NOOP, request(run.target()));
    awaitBytes();
  }

  private static ByteBuffer request(Probe.Target target) {
    HealthCheck check = target.check();
    String text =
        check.method()
            + " "
            + check.path()
            + " HTTP/1.1\r\nHost: "
            + check.host()
            + "\r\nUser-Agent: x0-health-check\r\nX0-Director: "
            + target.director()
            + "\r\nX0-Backend: "
            + target.backend()
            + (METHODS_WITH_BODY.contains(check.method()) ? "\r\nContent-Length: 0" : "")
            + "\r\nConnection: close\r\n\r\n";
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
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
