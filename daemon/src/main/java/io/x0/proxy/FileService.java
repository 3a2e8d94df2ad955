package io.x0.proxy;

import io.x0.common.OneLine;
import io.x0.limit.Rate;
import io.x0.limit.TokenBucket;
import io.x0.proxy.file.FileAnswer;
import io.x0.proxy.file.FileBody;
import io.x0.proxy.file.OpenFile;
import io.x0.time.Clock;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.ByteBufferPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads files that are sent, on threads of its own: a slow disk holds up nobody who wants no file.
 * Thread-safe.
 *
 * <p>A request waits for at most one read, so the queue is no longer than there are requests.
 */
final class FileService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FileService.class);
  private static final int THREADS = 8;
  private static final int NAME_LENGTH = 200;

  /** A backend that names files which are not there cannot fill the log. */
  private static final Rate LINES = Rate.perSecond(1, 10);

  private final ByteBufferPool buffers;
  private final Clock clock;
  private final TokenBucket lines;
  private final ThreadPoolExecutor threads;

  FileService(ByteBufferPool buffers, Clock clock) {
    this.buffers = buffers;
    this.clock = clock;
    this.lines = new TokenBucket(LINES, clock);
    AtomicInteger number = new AtomicInteger();
    threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "x0-file-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  /** Runs a step that may ask the disk. */
  void run(Runnable step) {
    threads.execute(step);
  }

  FileBody body(OpenFile file, FileAnswer answer) {
    return new FileBody(file, answer, buffers, threads);
  }

  long nowSeconds() {
    return clock.now().getEpochSecond();
  }

  /** Tells the operator that a backend named what was not sent. */
  void refused(String name, @Nullable String backend, Throwable reason) {
    if (lines.take() == 0) {
      LOG.warn(
          "backend {} asks to send the file {}: {}",
          backend,
          OneLine.of(name, NAME_LENGTH),
          reason.getMessage());
    }
  }

  /** Returns a field's value as the bytes that came mean it in UTF-8. */
  static String utf8(@Nullable String value) {
    return value == null
        ? ""
        : new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /** Stops reading; what is being sent breaks off. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
