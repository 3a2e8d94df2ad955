package io.x0.proxy.upstream.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.proxy.upstream.Upstream;
import io.x0.proxy.upstream.Upstreams;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RequestWriterTest {
  private static final int LENGTH = 40;

  private final ScheduledExecutorScheduler scheduler = new ScheduledExecutorScheduler();
  private final ArrayByteBufferPool buffers = new ArrayByteBufferPool();
  private final QueuedThreadPool threads = new QueuedThreadPool(8);
  private Upstreams general;
  private final Turns turns = new Turns();
  private final ByteArrayEndPoint endPoint = new ByteArrayEndPoint(new byte[0], 4096);

  @BeforeEach
  void start() {
    LifeCycle.start(threads);
    general = new Upstreams(threads, scheduler, buffers);
  }

  @AfterEach
  void stop() {
    general.close();
    LifeCycle.stop(threads);
  }

  /** A selector whose turn comes when the test says so. */
  private static final class Turns implements Channels {
    private final Deque<Runnable> tasks = new ArrayDeque<>();

    @Override
    public void connect(SocketChannel channel, Dial dial) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void accept(SocketChannel channel, Dial dial) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void later(Runnable task) {
      tasks.add(task);
    }
  }

  /** A client that has always sent the next byte already. */
  private static final class FastBody implements Content.Source {
    private int read;

    @Override
    public Content.Chunk read() {
      read++;
      return Content.Chunk.from(BufferUtil.toBuffer("x"), read == LENGTH);
    }

    @Override
    public void demand(Runnable demandCallback) {
      throw new AssertionError("there is always more");
    }

    @Override
    public void fail(Throwable failure) {}
  }

  private static final class Deaf implements Upstream.Observer {
    @Override
    public void onHead(int status, HttpFields headers, Upstream.Body body) {}

    @Override
    public void onFailure(Upstream.Failure failure) {
      throw new AssertionError(failure.cause());
    }
  }

  @Test
  void fastClientAndFastBackend_leaveTurnsToOthers() {
    FastBody body = new FastBody();
    Upstream.Outgoing request = Requests.of("POST", "/", HttpFields.EMPTY, body, LENGTH);
    LoopUpstream upstream =
        new LoopUpstream(
            new LoopUpstream.Common(
                general, general.lookup(), new Trampoline(Runnable::run), scheduler, buffers),
            turns);
    RequestHead head = new RequestHead();
    head.begin(request, new byte[0]);
    RequestWriter writer =
        new RequestWriter(new Http1Attempt(upstream, request, new Deaf()), endPoint, head, request);

    writer.iterate();

    assertThat(body.read).isEqualTo(16);
    assertThat(turns.tasks).hasSize(1);
    turns.tasks.remove().run();
    assertThat(body.read).isEqualTo(32);
    turns.tasks.remove().run();
    assertThat(body.read).isEqualTo(LENGTH);
    assertThat(turns.tasks).isEmpty();
    assertThat(endPoint.takeOutputString(StandardCharsets.US_ASCII))
        .endsWith("\r\nContent-Length: 40\r\n\r\n" + "x".repeat(LENGTH));
  }
}
