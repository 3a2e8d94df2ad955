package io.x0.proxy.tunnel;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.ByteBufferPool;
import org.jspecify.annotations.Nullable;

/**
 * Joins a client and a backend that speak something else than HTTP to each other: what one sends
 * the other gets, no faster than it takes it. It ends when both have ended, when one of them
 * breaks, or when both are silent for too long. Thread-safe.
 */
public final class WebSocketTunnel {
  /** Longest silence when one side has nothing more to say: most close as soon as they see it. */
  private static final Duration FAREWELL = Duration.ofSeconds(10);

  private final TunnelEnd client;
  private final TunnelEnd backend;
  private final Pump toBackend;
  private final Pump toClient;
  private final Duration idle;
  private final AtomicBoolean opened = new AtomicBoolean();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final AtomicInteger halves = new AtomicInteger(2);

  /**
   * Joins two ends. It begins when the client's connection is {@link TunnelEnd#onOpen opened}; that
   * of the backend must be by then.
   *
   * @param idle longest silence of both
   */
  public WebSocketTunnel(
      TunnelEnd client, TunnelEnd backend, ByteBufferPool buffers, Duration idle) {
    this.client = client;
    this.backend = backend;
    this.idle = idle;
    toBackend = new Pump(client, backend, buffers, this);
    toClient = new Pump(backend, client, buffers, this);
    client.join(this);
    backend.join(this);
  }

  /** Returns the bytes that went to the backend. */
  public long bytesToBackend() {
    return toBackend.bytes();
  }

  /** Returns the bytes that went to the client. */
  public long bytesToClient() {
    return toClient.bytes();
  }

  /** Runs a task, from any thread, when it has ended or will never begin. */
  public void whenEnded(Runnable task) {
    var unused = ended.thenRun(task);
  }

  void opened() {
    if (closing.get() || !opened.compareAndSet(false, true)) {
      return;
    }
    endAfterSilence(idle);
    toBackend.iterate();
    toClient.iterate();
  }

  /** Silence is that of both: what one sends, the other is given, and so neither is idle. */
  private void endAfterSilence(Duration silence) {
    client.getEndPoint().setIdleTimeout(silence.toMillis());
    backend.getEndPoint().setIdleTimeout(silence.toMillis());
  }

  void halfEnded() {
    if (halves.decrementAndGet() == 0) {
      end(null);
    } else if (idle.compareTo(FAREWELL) > 0) {
      endAfterSilence(FAREWELL);
    }
  }

  /**
   * Closes both connections; only the first call counts.
   *
   * @param cause why, or null when there was nothing more to say
   */
  public void end(@Nullable Throwable cause) {
    if (closing.compareAndSet(false, true)) {
      client.getEndPoint().close(cause);
      backend.getEndPoint().close(cause);
      ended.complete(null);
    }
  }
}
